#include "reporters/junit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <regex>

namespace gauntlet::reporters {
namespace {

using result::CaseResult;
using result::RunResult;
using result::Status;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

CaseResult make_case(std::string id, Status status) {
  CaseResult one;
  one.id = std::move(id);
  one.title = "a title";
  one.controller = "reference";
  one.status = status;
  one.file = "cases/path/x.yaml";
  one.line = 4;
  one.duration_ms = 211.4;
  one.tries.resize(1);
  return one;
}

RunResult sample() {
  RunResult run;
  run.started_at = "2026-11-23T10:02:11.204Z";
  run.duration_ms = 15324;
  run.tool_version = "0.1.0";
  run.seed = 7;
  run.controllers.resize(1);
  run.controllers[0].key = "reference";
  run.controllers[0].version = "0.1.0";
  run.cases.push_back(make_case("path.exact-match", Status::kPass));
  CaseResult failed = make_case("path.exact-root", Status::kFail);
  failed.row = "slash";
  failed.failures.push_back({"wrong-backend", "GET http://x.test/ answered 200 from b, want 200 from a",
                             "cases/path/x.yaml", 15, 5, "cases/path/x.yaml:15:5: wrong backend\n  sent GET /"});
  failed.log_tail = "controller said \x1b[31m]]>\x01";
  run.cases.push_back(failed);
  CaseResult na = make_case("tls.h2", Status::kNa);
  na.reason = "feature http2 is not claimed";
  run.cases.push_back(na);
  CaseResult flaky = make_case("update.switch", Status::kFlaky);
  flaky.earlier_failures.push_back({"deadline", "not seen", "cases/u.yaml", 9, 1, "text of the first try"});
  run.cases.push_back(flaky);
  return run;
}

pugi::xml_document parsed(const std::string& text) {
  pugi::xml_document document;
  const auto outcome = document.load_string(text.c_str());
  EXPECT_TRUE(outcome) << outcome.description();
  return document;
}

TEST(Junit, CountsAgreeAtEveryLevel) {
  const auto document = parsed(write_junit(sample(), JunitDialect::kRich));
  const pugi::xml_node root = document.child("testsuites");
  EXPECT_EQ(root.attribute("tests").as_int(), 4);
  EXPECT_EQ(root.attribute("failures").as_int(), 1);
  EXPECT_EQ(root.attribute("errors").as_int(), 0);
  EXPECT_EQ(root.attribute("skipped").as_int(), 1);
  EXPECT_STREQ(root.attribute("time").value(), "15.324");
  int tests = 0;
  for (const pugi::xml_node suite : root.children("testsuite")) {
    int cases = 0;
    for (const pugi::xml_node test_case : suite.children("testcase")) {
      ++cases;
      EXPECT_STREQ(test_case.attribute("classname").value(), suite.attribute("name").value());
      EXPECT_STRNE(test_case.attribute("name").value(), "");
    }
    EXPECT_EQ(cases, suite.attribute("tests").as_int());
    tests += cases;
  }
  EXPECT_EQ(tests, 4);
}

TEST(Junit, AFailureSaysItInTheAttributeAndOnTheFirstBodyLine) {
  const auto document = parsed(write_junit(sample(), JunitDialect::kRich));
  const pugi::xml_node test_case = document.child("testsuites")
                                       .find_child_by_attribute("testsuite", "name", "reference.path")
                                       .child("testcase")
                                       .next_sibling("testcase");
  EXPECT_STREQ(test_case.attribute("name").value(), "exact-root[slash]");
  EXPECT_EQ(test_case.attribute("line").as_int(), 15);
  const pugi::xml_node failure = test_case.child("failure");
  const std::string message = failure.attribute("message").value();
  EXPECT_EQ(message, "GET http://x.test/ answered 200 from b, want 200 from a");
  EXPECT_THAT(failure.child_value(), StartsWith(message + "\n"));
  EXPECT_STREQ(failure.attribute("type").value(), "wrong-backend");
}

TEST(Junit, SkippedAndFlakyHaveTheirOwnElements) {
  const auto document = parsed(write_junit(sample(), JunitDialect::kRich));
  const pugi::xml_node root = document.child("testsuites");
  const pugi::xml_node na = root.find_child_by_attribute("testsuite", "name", "reference.tls").child("testcase");
  EXPECT_STREQ(na.child("skipped").attribute("message").value(), "n/a: feature http2 is not claimed");
  EXPECT_STREQ(na.child("skipped").child_value(), "n/a: feature http2 is not claimed");
  const pugi::xml_node flaky = root.find_child_by_attribute("testsuite", "name", "reference.update").child("testcase");
  EXPECT_STREQ(flaky.child("flakyFailure").child("stackTrace").child_value(), "text of the first try");
}

TEST(Junit, HostileBytesLeaveXml10) {
  const std::string text = write_junit(sample(), JunitDialect::kRich);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\x01")));
  EXPECT_THAT(text, Not(HasSubstr("]]>")));
  EXPECT_THAT(text, HasSubstr("\\x01"));
}

// What the schema of Jenkins' xUnit plug-in does not know must not be there; every time has at most three decimals.
TEST(Junit, TheXunitDialectLeavesOutWhatItsSchemaDoesNotKnow) {
  const std::string text = write_junit(sample(), JunitDialect::kXunit);
  const auto document = parsed(text);
  EXPECT_FALSE(document.child("testsuites").attribute("skipped"));
  for (const pugi::xml_node suite : document.child("testsuites").children("testsuite")) {
    for (const pugi::xml_node test_case : suite.children("testcase")) {
      EXPECT_FALSE(test_case.attribute("file"));
      EXPECT_FALSE(test_case.attribute("line"));
      EXPECT_FALSE(test_case.attribute("assertions"));
      EXPECT_FALSE(test_case.child("properties"));
    }
  }
  const std::regex time("time=\"([^\"]*)\"");
  for (auto it = std::sregex_iterator(text.begin(), text.end(), time); it != std::sregex_iterator(); ++it) {
    EXPECT_TRUE(std::regex_match((*it)[1].str(), std::regex("[0-9]+\\.[0-9]{3}"))) << (*it)[1];
  }
}

TEST(Junit, AnEmptyRunHasOneSkippedCase) {
  const auto document = parsed(write_junit(RunResult(), JunitDialect::kRich));
  const pugi::xml_node root = document.child("testsuites");
  EXPECT_EQ(root.attribute("tests").as_int(), 1);
  EXPECT_TRUE(root.child("testsuite").child("testcase").child("skipped"));
}

TEST(Junit, LongTextsAreCappedAndManyFailuresKeepTheirMessages) {
  RunResult run = sample();
  run.cases[1].failures[0].text = std::string(200'000, 'x');
  EXPECT_LT(write_junit(run, JunitDialect::kRich).size(), 100'000U);
  run.cases[1].failures[0].text = std::string(20'000, 'x');
  const CaseResult failed = run.cases[1];
  for (int i = 0; i < 2100; ++i) {
    run.cases.push_back(failed);
    run.cases.back().id = "path.many-" + std::to_string(i);
  }
  const std::string text = write_junit(run, JunitDialect::kRich);
  EXPECT_LT(text.size(), 200 * 20'000U + 2100 * 1000U);
  EXPECT_THAT(text, HasSubstr("many-2099"));
}

TEST(Junit, SameResultSameBytes) {
  EXPECT_EQ(write_junit(sample(), JunitDialect::kRich), write_junit(sample(), JunitDialect::kRich));
}

}  // namespace
}  // namespace gauntlet::reporters
