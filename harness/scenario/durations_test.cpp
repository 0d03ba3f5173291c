#include "harness/scenario/durations.hpp"

#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

using namespace std::chrono_literals;

TEST(Durations, ReadsEachUnit) {
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("3s"), 3s);
  EXPECT_EQ(parse_duration("2m"), 2min);
  EXPECT_EQ(parse_duration("1h"), 1h);
  EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(Durations, RefusesEverythingElse) {
  for (const char* text : {"", "5", "s", "ms", "5 s", " 5s", "5s ", "-5s", "+5s", "1.5s", "5S", "5sec", "5d", "1h30m",
                           "99999999999999999999s", "999999999h"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Durations, OffsetsMayBeInThePastAndInDays) {
  EXPECT_EQ(parse_time_offset("-30d"), -30 * 24h);
  EXPECT_EQ(parse_time_offset("1d"), 24h);
  EXPECT_EQ(parse_time_offset("+2h"), 2h);
  EXPECT_EQ(parse_time_offset("-5m"), -5min);
  for (const char* text : {"", "-", "--1d", "d", "-d", "1w", "4000d"}) {
    EXPECT_EQ(parse_time_offset(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace gauntlet::scenario
