#include "foundation/base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gauntlet::base {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

class LogTest : public ::testing::Test {
 protected:
  std::vector<std::string> lines_;
  Log log_{LogLevel::kInfo, [this](std::string_view line) { lines_.emplace_back(line); }};
};

TEST_F(LogTest, WritesMessageAndFieldsInOneLine) {
  log_.write(LogLevel::kWarn, "slow answer", {{"pod", "a/0"}, {"ms", "12"}});
  ASSERT_EQ(lines_.size(), 1U);
  EXPECT_THAT(lines_[0], EndsWith("level=warn msg=\"slow answer\" pod=a/0 ms=12"));
}

TEST_F(LogTest, MakesControlCharactersVisible) {
  log_.write(LogLevel::kInfo, "x", {{"v", "a\n\x1b[31m\"q\""}});
  ASSERT_EQ(lines_.size(), 1U);
  EXPECT_THAT(lines_[0], HasSubstr(R"(v="a\x0a\x1b[31m\"q\"")"));
}

TEST_F(LogTest, StaysSilentBelowTheThreshold) {
  log_.write(LogLevel::kDebug, "noise");
  EXPECT_TRUE(lines_.empty());
}

}  // namespace
}  // namespace gauntlet::base
