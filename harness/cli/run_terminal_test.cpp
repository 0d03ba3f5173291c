#include "harness/cli/run_terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace gauntlet::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

result::CaseResult passed(const std::string& id) {
  result::CaseResult one;
  one.id = id;
  one.status = result::Status::kPass;
  one.tries.resize(1);
  return one;
}

TEST(RunTerminal, WithoutATerminalThereAreOnlyLines) {
  std::ostringstream out;
  RunTerminal terminal(out, reporters::TerminalStyle(), LiveLine::kOff, 2);
  terminal.begin(result::RunResult(), 2);
  terminal.case_started("path.a");
  terminal.case_finished(passed("path.a"));
  EXPECT_THAT(out.str(), HasSubstr("ok      path.a"));
  EXPECT_THAT(out.str(), EndsWith("\n"));
  EXPECT_THAT(out.str(), Not(HasSubstr("\r")));
}

TEST(RunTerminal, TheMovingLineIsWipedBeforeAnythingElseIsWritten) {
  std::ostringstream out;
  RunTerminal terminal(out, reporters::TerminalStyle(), LiveLine::kOn, 2);
  terminal.case_started("path.a");
  EXPECT_THAT(out.str(), HasSubstr("0/2  0 failed  0:00, running: path.a"));
  out.str("");
  terminal.case_finished(passed("path.a"));
  EXPECT_THAT(out.str(), StartsWith("\r\x1b[Kok      path.a"));
  EXPECT_THAT(out.str(), HasSubstr("1/2  0 failed"));
  out.str("");
  terminal.finish(result::RunResult());
  EXPECT_THAT(out.str(), StartsWith("\r\x1b[K"));
  EXPECT_THAT(out.str(), HasSubstr("0 passed, 0 failed, 0 skipped\n"));
}

TEST(RunTerminal, ACaseThatStartsAgainIsNamedOnce) {
  std::ostringstream out;
  RunTerminal terminal(out, reporters::TerminalStyle(), LiveLine::kOn, 9);
  terminal.case_started("a.1");
  terminal.case_started("a.1");
  EXPECT_THAT(out.str(), EndsWith("running: a.1"));
}

TEST(RunTerminal, CasesThatWereNeverBegunHaveNoLine) {
  std::ostringstream out;
  RunTerminal terminal(out, reporters::TerminalStyle(), LiveLine::kOff, 9);
  result::CaseResult not_run = passed("a.1");
  not_run.status = result::Status::kNotRun;
  terminal.case_finished(not_run);
  EXPECT_EQ(out.str(), "");
}

TEST(RunTerminal, ManyRunningCasesAreCounted) {
  std::ostringstream out;
  RunTerminal terminal(out, reporters::TerminalStyle(), LiveLine::kOn, 9);
  for (const char* const id : {"a.1", "a.2", "a.3", "a.4", "a.5", "a.6"}) terminal.case_started(id);
  EXPECT_THAT(out.str(), EndsWith("running: a.1, a.2, a.3, a.4 and 2 more"));
}

}  // namespace
}  // namespace gauntlet::cli
