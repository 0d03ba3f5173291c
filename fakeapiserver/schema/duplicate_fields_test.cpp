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

}  // namespace
}  // namespace gauntlet::fakeapiserver
