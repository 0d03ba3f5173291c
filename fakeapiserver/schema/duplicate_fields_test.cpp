#include "fakeapiserver/schema/duplicate_fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(P0_26, DuplicateFieldsAreFoundAtTheirPaths) {
  EXPECT_THAT(find_duplicate_fields(R"({"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]})"), IsEmpty());
  EXPECT_THAT(find_duplicate_fields(R"({"a":1,"b":{"c":1,"c":2},"a":[]})"), ElementsAre("b.c", "a"));
  EXPECT_THAT(find_duplicate_fields(R"({"l":[1,[],{"x":1,"x":2,"x":3},{}]})"), ElementsAre("l[2].x"));
}

TEST(P0_26, ComplaintsStandInTheOrderOfTheText) {
  const std::string_view text = R"({"z":{"colour":1},"data":{"k":1,"k":2},"a":{},"list":[{"x":1},{"x":1}]})";
  EXPECT_THAT(field_complaints(text, {"a", "list[1].x", "z.colour"}, {"data.k"}),
              ElementsAre(R"(unknown field "z.colour")", R"(duplicate field "data.k")", R"(unknown field "a")",
                          R"(unknown field "list[1].x")"));
  EXPECT_THAT(field_complaints(R"([{"op":"add","path":"/a","value":1}])", {"a"}, {}),
              ElementsAre(R"(unknown field "a")"));
  EXPECT_THAT(field_complaints("a: 1", {"a"}, {}), ElementsAre(R"(unknown field "a")"));
  EXPECT_THAT(field_complaints(text, {}, {}), IsEmpty());
}

// Each is looked up among the others, and an answer should not be longer than what was asked.
TEST(P0_26, AHundredDuplicateFieldsAreEnough) {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) {
    const std::string member = "\"k" + std::to_string(i) + "\":1,";
    text += member + member;
  }
  text.back() = '}';
  EXPECT_EQ(find_duplicate_fields(text).size(), kMostFieldComplaints);
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
