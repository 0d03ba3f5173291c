// `gauntlet run` as a user meets it: what it says, what it leaves behind, and how it ends.
#include "harness/selftest/program_fixture.hpp"

#include <pugixml.hpp>

#include <csignal>
#include <regex>

namespace gauntlet::selftest {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

class Run : public ProgramTest {};

TEST_F(Run, AGoodCasePasses) {
  const ProgramEnd end = run({"run", "-c", "reference", write_case("b"), "-o", "out"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("\n1 passed, 0 failed, 0 skipped\n"));
  EXPECT_THAT(end.out, HasSubstr("\nreports: out/run.json out/junit.xml\n"));
  EXPECT_EQ(end.err, "");
  EXPECT_FALSE(std::filesystem::exists(folder_.path("out/controllers")));
}

// The failure text is the product: everything that its reader would otherwise have to look for.
TEST_F(Run, AWrongExpectationFailsWithAllThatAReaderNeeds) {
  const ProgramEnd end = run({"run", "-c", "reference", write_case("a"), "-o", "out", "--seed", "7"});
  EXPECT_EQ(end.exit_code, 1) << end.err;
  EXPECT_THAT(end.out, HasSubstr("\n0 passed, 1 failed, 0 skipped\n"));
  EXPECT_THAT(end.out, HasSubstr("\nFAIL selftest.two-paths"));
  EXPECT_THAT(end.out, HasSubstr("two-paths.yaml:9:"));  // the line of the check
  EXPECT_THAT(end.out, ContainsRegex("want 200 from a\n"));
  EXPECT_THAT(end.out, ContainsRegex("200 from b got\n"));
  EXPECT_THAT(end.out, ContainsRegex("\n  sent +GET /b HTTP/1.1, Host: two-paths.selftest.test"));
  EXPECT_THAT(end.out, ContainsRegex("\n  reached +pod b/0 "));
  EXPECT_THAT(end.out, ContainsRegex("\n  held +Ingress/web, version [0-9]+, committed "));
  EXPECT_THAT(end.out, ContainsRegex("two-paths.selftest.test  Prefix /b -> b:80"));
  EXPECT_THAT(end.out, ContainsRegex("\n  tries +[0-9]+ .*\"200 from b\""));
  EXPECT_THAT(end.out, ContainsRegex("\n  log +reference/0"));
  EXPECT_THAT(end.out, ContainsRegex("\n  again +gauntlet run .*-c reference.*--seed 7"));
}

TEST_F(Run, WhatFailedIsRepeatedByWhatAgainSays) {
  const ProgramEnd end = run({"run", "-c", "reference", write_case("a"), "-o", "out"});
  std::smatch again;
  ASSERT_TRUE(std::regex_search(end.out, again, std::regex("\n  again +gauntlet (.*)\n"))) << end.out;
  const ProgramEnd once_more =
      run_program({"/bin/sh", "-c", std::string(GAUNTLET_PROGRAM) + " " + again[1].str()}, folder_.path());
  EXPECT_EQ(once_more.exit_code, 1) << once_more.err;
  EXPECT_THAT(once_more.out, HasSubstr("\n0 passed, 1 failed, 0 skipped\n"));
}

// The three outputs count the same.
TEST_F(Run, ReportsAndTerminalAgree) {
  write_profile("profiles/picky.yaml", "    - status-address\n", "");
  const std::string profile = folder_.path("profiles/picky.yaml");
  folder_.write("profiles/picky.yaml",
                changed(cli::TemporaryFolder::read(profile), "unsupported: []", "unsupported: [status-address]"));
  const ProgramEnd end = run({"run", "-c", profile, write_case("a"), shipped("cases/path/exact-match.yaml"),
                              shipped("cases/path/exact-other-path.yaml"), shipped("cases/status"), "-o", "out"});
  EXPECT_EQ(end.exit_code, 1) << end.err;
  const result::RunResult run = result_in("out");
  const result::Totals totals = result::count(run.cases);
  EXPECT_EQ(totals.passed, 2);
  EXPECT_EQ(totals.failed, 1);
  EXPECT_GE(totals.skipped, 1);
  EXPECT_THAT(end.out, HasSubstr("\n2 passed, 1 failed, " + std::to_string(totals.skipped) + " skipped\n"));

  pugi::xml_document junit;
  ASSERT_TRUE(junit.load_file(folder_.path("out/junit.xml").c_str()));
  const pugi::xml_node root = junit.child("testsuites");
  EXPECT_EQ(root.attribute("tests").as_int(), static_cast<int>(run.cases.size()));
  EXPECT_EQ(root.attribute("failures").as_int() + root.attribute("errors").as_int(), totals.failed);
  EXPECT_EQ(root.attribute("skipped").as_int(), totals.skipped);
  for (const result::CaseResult& one : run.cases) {
    const std::string suite = one.controller + "." + one.id.substr(0, one.id.rfind('.'));
    std::string name = one.id.substr(one.id.rfind('.') + 1);
    if (!one.row.empty()) name += "[" + one.row + "]";
    const pugi::xml_node found = root.find_child_by_attribute("testsuite", "name", suite.c_str())
                                     .find_child_by_attribute("testcase", "name", name.c_str());
    ASSERT_TRUE(found) << suite << " " << name;
    EXPECT_EQ(static_cast<bool>(found.child("failure")), one.status == result::Status::kFail) << name;
    EXPECT_EQ(static_cast<bool>(found.child("skipped")), result::tally_of(one.status) == result::Tally::kSkipped)
        << name;
    EXPECT_THAT(end.out, HasSubstr(one.full_id()));
  }
}

TEST_F(Run, AMissingControllerIsOurErrorAndNotTheirFailure) {
  const std::string profile = write_profile("gone.yaml", "    - gauntlet-reference\n", "    - no-such-controller\n");
  const ProgramEnd end = run({"run", "-c", profile, write_case("b"), "-o", "out"});
  EXPECT_EQ(end.exit_code, 3) << end.out;
  EXPECT_THAT(end.out, ContainsRegex("stopped early: no controller: .*'no-such-controller'.*was not found"));
  EXPECT_THAT(end.out, HasSubstr("\n0 passed, 0 failed, 1 skipped\n"));
  EXPECT_THAT(result_in("out").aborted, HasSubstr("no-such-controller"));
}

TEST_F(Run, AControllerThatDiesIsQuoted) {
  const std::string profile = write_profile("dies.yaml", "--listen-http=", "--listen-htp=");
  const ProgramEnd end = run({"run", "-c", profile, write_case("b"), "-o", "out"});
  EXPECT_EQ(end.exit_code, 3) << end.out;
  EXPECT_THAT(end.out, HasSubstr("exit code 2; the end of its log:\n| gauntlet-reference: "));
}

TEST_F(Run, AControllerThatIsNeverReadyIsQuoted) {
  std::string text = changed(cli::TemporaryFolder::read(shipped("profiles/reference.yaml")), "/readyz", "/nothing");
  const std::string profile = folder_.write("never.yaml", changed(std::move(text), "within: 10s", "within: 1s"));
  const ProgramEnd end = run({"run", "-c", profile, write_case("b"), "-o", "out"});
  EXPECT_EQ(end.exit_code, 3) << end.out;
  EXPECT_THAT(end.out, HasSubstr("was not ready within"));
  EXPECT_THAT(end.out, HasSubstr("msg=ready"));  // out of its log
}

TEST_F(Run, WrongInputIsShownAtOnceAndNothingIsStarted) {
  const std::string profile = write_profile("wrong.yaml", "  replicas: 8\n", "  replica: 8\n");
  const std::string wrong_case =
      folder_.write("wrong-case.yaml", changed(cli::TemporaryFolder::read(write_case("b")), "title:", "titel:"));
  const ProgramEnd end = run({"run", "-c", profile, wrong_case, "-o", "out"});
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_THAT(end.err, ContainsRegex("wrong.yaml:[0-9]+:[0-9]+: error: unknown key 'replica'"));
  EXPECT_THAT(end.err, HasSubstr("did you mean 'replicas'?"));
  EXPECT_THAT(end.err, ContainsRegex("wrong-case.yaml:3:1: error: unknown key 'titel'"));
  EXPECT_EQ(end.out, "");
  EXPECT_FALSE(std::filesystem::exists(folder_.path("out")));
  EXPECT_EQ(run({"run", "-c", "reference", "--jobs", "x"}).exit_code, 2);
  EXPECT_EQ(run({"run", "-c", "nobody", write_case("b")}).exit_code, 2);
  EXPECT_EQ(run({"run", write_case("b")}).exit_code, 2);
}

TEST_F(Run, AFilterThatMatchesNothingIsNotGreen) {
  const ProgramEnd end = run({"run", "-c", "reference", write_case("b"), "--case", "selftest.two-path"});
  EXPECT_EQ(end.exit_code, 4);
  EXPECT_THAT(end.err, HasSubstr("did you mean 'selftest.two-paths'?"));
}

TEST_F(Run, AReportThatCannotBeWrittenIsAnError) {
  folder_.write("file", "");
  const ProgramEnd end = run({"run", "-c", "reference", write_case("b"), "-o", "out", "--report", "junit=file/x.xml"});
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_THAT(end.err, HasSubstr("cannot write file/x.xml"));
  EXPECT_THAT(end.out, HasSubstr("\n1 passed, 0 failed, 0 skipped\n"));
}

TEST_F(Run, RepeatedRunsShowPassRates) {
  const ProgramEnd end = run({"run", "-c", "reference", write_case("b"), "-o", "out", "--repeat", "3"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, ContainsRegex("\nall tries +3/3 passed"));
  EXPECT_THAT(end.out, HasSubstr("\n1 passed, 0 failed, 0 skipped\n"));
}

TEST_F(Run, KeepLeavesWhatTheControllersWrote) {
  const ProgramEnd end = run({"run", "-c", "reference", write_case("b"), "-o", "out", "--keep"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("\nkept: out/controllers\n"));
  EXPECT_TRUE(std::filesystem::exists(folder_.path("out/controllers")));
}

TEST_F(Run, InContinuousIntegrationThereIsNoEscapeSequence) {
  EXPECT_THAT(run({"run", "-c", "reference", write_case("b"), "-o", "out"}).out, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace gauntlet::selftest
