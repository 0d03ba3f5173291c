#include "foundation/base/duration_text.hpp"

#include <gtest/gtest.h>

namespace gauntlet::base {
namespace {

using namespace std::chrono_literals;

TEST(DurationText, Reads) {
  EXPECT_EQ(parse_duration("0s"), 0ns);
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("3s"), 3s);
  EXPECT_EQ(parse_duration("2m"), 2min);
  EXPECT_EQ(parse_duration("1h"), 1h);
  EXPECT_EQ(parse_duration("87672h"), 87672h);
}

TEST(DurationText, RefusesTheRest) {
  for (const std::string_view text :
       {"", "s", "5", "5 s", "-5s", "+5s", "1.5s", "5S", "5d", "5us", "1m30s", "87673h", "99999999999999999999s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace gauntlet::base
