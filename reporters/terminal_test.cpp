#include "reporters/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::reporters {
namespace {

using result::CaseResult;
using result::RunResult;
using result::Status;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

CaseResult make_case(Status status) {
  CaseResult one;
  one.id = "path.exact-match";
  one.controller = "reference";
  one.status = status;
  one.duration_ms = 5312;
  one.tries.resize(1);
  return one;
}

TEST(CaseLine, NamesThePlaceAndTheReasonOfAFailure) {
  CaseResult failed = make_case(Status::kFail);
  failed.failures.push_back({"wrong-backend", "got 200 from b, want 200 from a", "cases/x.yaml", 15, 5, "text"});
  const std::string line = case_line(failed, TerminalStyle());
  EXPECT_EQ(line.substr(0, 8), "FAIL    ");
  EXPECT_THAT(line, EndsWith(" 5.31s  cases/x.yaml:15 got 200 from b, want 200 from a"));
}

TEST(CaseLine, QuietLeavesOutWhatIsGreen) {
  TerminalStyle quiet;
  quiet.verbosity = Verbosity::kQuiet;
  EXPECT_EQ(case_line(make_case(Status::kPass), quiet), "");
  EXPECT_NE(case_line(make_case(Status::kFail), quiet), "");
}

TEST(CaseLine, UsesColoursOnlyWhenAsked) {
  TerminalStyle style;
  EXPECT_THAT(case_line(make_case(Status::kFail), style), Not(HasSubstr("\x1b")));
  style.colours = Colours::kOn;
  EXPECT_THAT(case_line(make_case(Status::kFail), style), HasSubstr("\x1b[31m"));
}

TEST(CaseLine, TextFromOutsideCannotColourTheTerminal) {
  CaseResult failed = make_case(Status::kFail);
  failed.failures.push_back({"wrong-status", "got \x1b[2J\x07", "cases/x.yaml", 15, 5, "text"});
  EXPECT_THAT(case_line(failed, TerminalStyle()), Not(HasSubstr("\x1b")));
}

TEST(ClosingText, HasTheStableLineAloneOnALine) {
  RunResult run;
  run.duration_ms = 2040;
  run.cases = {make_case(Status::kPass), make_case(Status::kObserved), make_case(Status::kNa)};
  run.cases[2].reason = "feature x is not claimed";
  EXPECT_EQ(closing_text(run, TerminalStyle()), "2 passed, 0 failed, 1 skipped\ncore 2/2 · 1 observed · 2.0 s\n");
}

TEST(ClosingText, ShowsEveryFailureInFull) {
  RunResult run;
  CaseResult failed = make_case(Status::kFail);
  failed.title = "A title";
  failed.failures.push_back({"k", "m", "f", 1, 1, "first failure\n  sent x"});
  failed.failures.push_back({"k", "m", "f", 2, 1, "second failure"});
  run.cases.push_back(failed);
  const std::string text = closing_text(run, TerminalStyle());
  EXPECT_THAT(text, HasSubstr("FAIL path.exact-match · core · reference\n     A title\n"));
  EXPECT_THAT(text, HasSubstr("first failure\n  sent x\n"));
  EXPECT_THAT(text, HasSubstr("second failure\n"));
}

TEST(ClosingText, SaysWhenTheRunWasStopped) {
  RunResult run;
  run.aborted = "signal 2 (interrupt)";
  EXPECT_THAT(closing_text(run, TerminalStyle()), HasSubstr("stopped early: signal 2 (interrupt)\n"));
}

}  // namespace
}  // namespace gauntlet::reporters
