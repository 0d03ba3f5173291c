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
