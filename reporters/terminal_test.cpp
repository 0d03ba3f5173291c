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

TEST(CaseLine, ABlankFollowsTheLongestStatus) {
  for (const Status status : result::kAllStatuses) {
    EXPECT_THAT(case_line(make_case(status), TerminalStyle()), HasSubstr(" path.exact-match")) << to_string(status);
  }
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
  EXPECT_EQ(closing_text(run, TerminalStyle()),
            "2 passed, 0 failed, 1 skipped\ncore 2/2 · 1 observed · 1 n/a · 2.0 s\n");
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

TEST(ClosingText, TheLogOfAControllerThatDidNotStartIsShownInFull) {
  RunResult run;
  run.aborted = "no controller: it ended; the end of its log:\n| one\n| two";
  EXPECT_THAT(closing_text(run, TerminalStyle()),
              HasSubstr("stopped early: no controller: it ended; the end of its log:\n| one\n| two\n0 passed"));
}

TEST(ClosingText, SaysWhenTheRunWasStopped) {
  RunResult run;
  run.aborted = "signal 2 (interrupt)";
  EXPECT_THAT(closing_text(run, TerminalStyle()), HasSubstr("stopped early: signal 2 (interrupt)\n"));
}

// A CI reads standard output for commands; a title, a message or a body must not give any.
TEST(ClosingText, TextFromOutsideCannotSpeakToACi) {
  RunResult run;
  CaseResult failed = make_case(Status::kFail);
  failed.title = "x\n::error::title";
  failed.reason = "y\n##[error]reason";
  failed.failures.push_back({"k", "m\n::error::m", "f", 1, 1, "text\n  ::set-output name=a::b\n##vso[task.complete]"});
  run.aborted = "z\n::stop-commands::t";
  run.cases.push_back(failed);
  const std::string text = case_line(failed, TerminalStyle()) + "\n" + closing_text(run, TerminalStyle());
  EXPECT_THAT(text, Not(::testing::ContainsRegex("\n[ \t]*(::|##)")));
  EXPECT_THAT(text, Not(HasSubstr("##vso[")));
  EXPECT_THAT(text, HasSubstr("\n  | ::set-output name=a::b\n"));
}

TEST(CheckLines, AreThereWhenVerbose) {
  CaseResult failed = make_case(Status::kFail);
  failed.tries[0].steps.resize(1);
  failed.tries[0].steps[0].checks.resize(2);
  failed.tries[0].steps[0].checks[0].text = "GET http://a.test/ -> 200 from a";
  failed.tries[0].steps[0].checks[1].text = "GET http://a.test/b -> 200 from b";
  failed.tries[0].steps[0].checks[1].status = Status::kFail;
  failed.tries[0].steps[0].checks[1].got = "200 from a";
  EXPECT_EQ(check_lines(failed, TerminalStyle()), "");
  TerminalStyle verbose;
  verbose.verbosity = Verbosity::kVerbose;
  EXPECT_EQ(check_lines(failed, verbose),
            "        ok    GET http://a.test/ -> 200 from a\n"
            "        FAIL  GET http://a.test/b -> 200 from b  got 200 from a\n");
}

// Wilson's interval for 197 of 200 is 0.9568 to 0.9949, for 5 of 5 0.5655 to 1 (computed by hand from the formula).
TEST(ClosingText, ARepeatedRunShowsPassRates) {
  RunResult run;
  CaseResult flaky = make_case(Status::kFail);
  flaky.tries.resize(200);
  for (int i = 0; i < 3; ++i) flaky.tries[static_cast<std::size_t>(i)].status = Status::kFail;
  CaseResult steady = make_case(Status::kPass);
  steady.id = "path.steady";
  steady.tries.resize(200);
  run.cases = {flaky, steady};
  TerminalStyle style;
  EXPECT_THAT(closing_text(run, style), Not(HasSubstr("95% CI")));
  style.repeat = 200;
  EXPECT_THAT(closing_text(run, style), HasSubstr(" 197/200 passed (95% CI 95.7-99.5%)\n"));
  EXPECT_THAT(closing_text(run, style), ::testing::ContainsRegex("all tries +397/400 passed"));
  EXPECT_THAT(closing_text(run, style), Not(HasSubstr("path.steady  ")));
}

}  // namespace
}  // namespace gauntlet::reporters
