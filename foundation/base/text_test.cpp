#include "foundation/base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::base {
namespace {

using ::testing::ElementsAre;

TEST(Split, KeepsEmptyParts) {
  EXPECT_THAT(split("a,b,,c", ','), ElementsAre("a", "b", "", "c"));
  EXPECT_THAT(split("", ','), ElementsAre(""));
}

TEST(Trim, TakesBlanksAndTabsFromBothEnds) {
  EXPECT_EQ(trim(" \t x y \t"), "x y");
  EXPECT_EQ(trim(" \t "), "");
}

TEST(EqualsIgnoringCase, FoldsAsciiOnly) {
  EXPECT_TRUE(equals_ignoring_case("Host", "hOST"));
  EXPECT_FALSE(equals_ignoring_case("Host", "Hosts"));
  EXPECT_FALSE(equals_ignoring_case("\xc3\x84", "\xc3\xa4"));
}

TEST(ParseDecimal, TakesDigitsAndNothingElse) {
  unsigned long long value = 0;
  EXPECT_TRUE(parse_decimal("18446744073709551615", value));
  EXPECT_EQ(value, 18446744073709551615ULL);
  for (const char* bad : {"", "-1", "+1", "1 ", " 1", "0x1", "18446744073709551616"}) {
    EXPECT_FALSE(parse_decimal(bad, value)) << bad;
  }
}

}  // namespace
}  // namespace gauntlet::base
