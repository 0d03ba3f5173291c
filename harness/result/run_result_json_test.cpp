#include "harness/result/run_result_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::result {
namespace {

using ::testing::HasSubstr;

RunResult one_failure() {
  RunResult run;
  run.id = "r1";
  run.seed = 81733;
  run.started_at = "2026-11-23T10:02:11.204Z";
  run.duration_ms = 5312.5;
  run.tool_version = "0.1.0";
  run.controllers.push_back(ControllerResult());
  run.controllers[0].key = "reference";
  run.controllers[0].no_route_codes = {404};
  CaseResult failed;
  failed.id = "path.exact-match";
  failed.row = "a";
  failed.controller = "reference";
  failed.status = Status::kFail;
  failed.file = "cases/path/exact-match.yaml";
  failed.line = 4;
  failed.features = {"path-exact"};
  CheckResult check;
  check.number = 1;
  check.line = 12;
  check.status = Status::kFail;
  check.kind = "wrong-backend";
  check.want = "200 from a";
  check.got = "200 from b";
  check.answers = {{"200 from b", 96, 510, 5310}};
  check.request_id = "7c1d-14";
  check.latency_us = 1900;
  StepResult step;
  step.number = 1;
  step.verb = "send";
  step.status = Status::kFail;
  step.propagation.committed_ms = 502;
  step.checks.push_back(check);
  TryResult attempt;
  attempt.status = Status::kFail;
  attempt.company = "alone";
  attempt.steps.push_back(step);
  failed.tries.push_back(attempt);
  failed.failures.push_back({"wrong-backend", "got 200 from b", "cases/path/exact-match.yaml", 12, 5, "long\ntext"});
  run.cases.push_back(failed);
  return run;
}

TEST(RunResultJson, HasTheKeysThatReadersRelyOn) {
  const auto json = nlohmann::json::parse(to_json_text(one_failure()), nullptr, false);
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json["schema"], "gauntlet/result/1");
  EXPECT_EQ(json["run"]["durationMs"], 5312.5);
  EXPECT_EQ(json["totals"]["fail"], 1);
  EXPECT_EQ(json["totals"]["na"], 0);
  EXPECT_EQ(json["cases"][0]["row"], "a");
  EXPECT_EQ(json["cases"][0]["tries"][0]["steps"][0]["checks"][0]["answers"][0]["count"], 96);
}

TEST(RunResultJson, ReadsBackWhatItWrote) {
  const std::string text = to_json_text(one_failure());
  const auto read = parse_run_result(text);
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(to_json_text(*read), text);
}

TEST(RunResultJson, IgnoresUnknownKeysAndNamesWhatIsWrong) {
  EXPECT_TRUE(parse_run_result(R"({"schema":"gauntlet/result/1","later":true})"));
  const auto wrong = parse_run_result(R"({"schema":"gauntlet/result/1","cases":[{"id":7,"status":"pass"}]})");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message(), HasSubstr("'id' should be a string"));
  EXPECT_FALSE(parse_run_result(R"({"schema":"gauntlet/result/2"})"));
  EXPECT_FALSE(parse_run_result("[]"));
  EXPECT_FALSE(parse_run_result("{"));
}

TEST(RunResultJson, SurvivesBytesThatAreNotUtf8) {
  RunResult run = one_failure();
  run.cases[0].failures[0].text = "\xff\xfe<bad>";
  const auto json = nlohmann::json::parse(to_json_text(run), nullptr, false);
  EXPECT_TRUE(json.is_object());
}

}  // namespace
}  // namespace gauntlet::result
