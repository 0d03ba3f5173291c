#include "harness/cli/colours.hpp"

#include "harness/cli/run_terminal.hpp"

#include <gtest/gtest.h>

#include <map>

namespace gauntlet::cli {
namespace {

using reporters::Colours;

Environment with(std::map<std::string, std::string> values) {
  return [values](const char* name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
  };
}

// no-color.org, and the convention of CLICOLOR_FORCE and FORCE_COLOR; the option wins over all of them.
TEST(DecideColours, TheOrderOfTheConventions) {
  const auto terminal = OutputKind::kTerminal;
  const auto file = OutputKind::kFile;
  EXPECT_EQ(decide_colours(ColourChoice::kAuto, terminal, with({})), Colours::kOn);
  EXPECT_EQ(decide_colours(ColourChoice::kAuto, file, with({})), Colours::kOff);
  EXPECT_EQ(decide_colours(ColourChoice::kAuto, terminal, with({{"NO_COLOR", "1"}, {"FORCE_COLOR", "1"}})),
            Colours::kOff);
  EXPECT_EQ(decide_colours(ColourChoice::kAuto, file, with({{"FORCE_COLOR", "1"}, {"CI", "true"}})), Colours::kOn);
  EXPECT_EQ(decide_colours(ColourChoice::kAuto, file, with({{"CLICOLOR_FORCE", "0"}})), Colours::kOff);
  EXPECT_EQ(decide_colours(ColourChoice::kAuto, terminal, with({{"CI", "true"}})), Colours::kOff);
  EXPECT_EQ(decide_colours(ColourChoice::kAuto, terminal, with({{"TERM", "dumb"}})), Colours::kOff);
  EXPECT_EQ(decide_colours(ColourChoice::kAlways, file, with({{"NO_COLOR", "1"}})), Colours::kOn);
  EXPECT_EQ(decide_colours(ColourChoice::kNever, terminal, with({{"FORCE_COLOR", "1"}})), Colours::kOff);
}

TEST(DecideLiveLine, OnlyWhereALineCanBeDrawnAnew) {
  EXPECT_EQ(decide_live_line(OutputKind::kTerminal, with({})), LiveLine::kOn);
  EXPECT_EQ(decide_live_line(OutputKind::kFile, with({})), LiveLine::kOff);
  EXPECT_EQ(decide_live_line(OutputKind::kTerminal, with({{"CI", "1"}})), LiveLine::kOff);
  EXPECT_EQ(decide_live_line(OutputKind::kTerminal, with({{"TERM", "dumb"}})), LiveLine::kOff);
}

}  // namespace
}  // namespace gauntlet::cli
