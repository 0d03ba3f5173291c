#include "harness/scenario/check_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const base::TimePoint kZero = base::TimePoint() + 1h;

Observation seen(int status, const std::string& backend = {}, int pod = 0) {
  Observation observation;
  observation.round_trip.response.status = status;
  observation.round_trip.sent_at = kZero + 5ms;
  if (backend.empty()) return observation;
  cluster::CapturedRequest captured;
  captured.backend = backend;
  captured.pod_index = pod;
  observation.captures.push_back(captured);
  return observation;
}

Answer answer(int code, const std::string& backend, std::optional<int> pod = std::nullopt) {
  Answer wanted;
  wanted.codes = {code};
  wanted.from = {{backend, pod}};
  wanted.text = "200 from " + backend;
  return wanted;
}

SendStep step_with(std::vector<Answer> answers) {
  SendStep step;
  for (Answer& wanted : answers) {
    Check check;
    check.expect = std::move(wanted);
    step.checks.push_back(std::move(check));
  }
  return step;
}

class RoundJudgeTest : public ::testing::Test {
 protected:
  Round round(RoundJudge& judge, std::vector<CheckObservations> observed) {
    return judge.judge_round(std::move(observed), kZero);
  }
  const std::vector<int> no_route_ = {404};
  const std::map<std::string, int> pods_ = {{"a", 3}, {"b", 1}};
};

TEST_F(RoundJudgeTest, ARoundIsRightIfEveryCheckIs) {
  const SendStep step = step_with({answer(200, "a"), answer(200, "b")});
  RoundJudge judge(step, no_route_, pods_);
  EXPECT_EQ(round(judge, {{seen(200, "a")}, {seen(200, "b")}}), Round::kRight);
  EXPECT_EQ(round(judge, {{seen(200, "a")}, {seen(404)}}), Round::kAllowed);
  EXPECT_FALSE(judge.is_to_blame(judge.records()[0], Decision::kTimedOut));
  EXPECT_TRUE(judge.is_to_blame(judge.records()[1], Decision::kTimedOut));
  EXPECT_FALSE(judge.is_to_blame(judge.records()[1], Decision::kHolds));
}

TEST_F(RoundJudgeTest, OnlyTheLastWrongRoundIsBlamed) {
  const SendStep step = step_with({answer(200, "a"), answer(200, "b")});
  RoundJudge judge(step, no_route_, pods_);
  round(judge, {{seen(404)}, {seen(200, "b")}});
  round(judge, {{seen(200, "a")}, {seen(404)}});
  round(judge, {{seen(200, "a")}, {seen(200, "b")}});  // too late
  EXPECT_FALSE(judge.is_to_blame(judge.records()[0], Decision::kTimedOut));
  EXPECT_TRUE(judge.is_to_blame(judge.records()[1], Decision::kTimedOut));
}

TEST_F(RoundJudgeTest, MeanwhileForbidsAllOtherAnswers) {
  SendStep step = step_with({answer(200, "b"), answer(200, "b")});
  step.timing.meanwhile = {answer(200, "a")};
  RoundJudge judge(step, no_route_, pods_);
  EXPECT_EQ(round(judge, {{seen(200, "a")}, {seen(200, "a")}}), Round::kAllowed);
  EXPECT_EQ(round(judge, {{seen(200, "a")}, {seen(502)}}), Round::kForbidden);
  EXPECT_FALSE(judge.is_to_blame(judge.records()[0], Decision::kForbidden));
  EXPECT_TRUE(judge.is_to_blame(judge.records()[1], Decision::kForbidden));
}

TEST_F(RoundJudgeTest, TheForbiddenAnswerOfSeveralIsShown) {
  SendStep step = step_with({answer(200, "b")});
  step.timing.meanwhile = {answer(200, "a")};
  RoundJudge judge(step, no_route_, pods_);
  EXPECT_EQ(round(judge, {{seen(200, "a"), seen(502), seen(200, "a")}}), Round::kForbidden);
  EXPECT_EQ(describe(judge.records()[0].wrong->observation), "502 from nobody");
}

TEST_F(RoundJudgeTest, EqualAnswersAreCounted) {
  const SendStep step = step_with({answer(200, "a")});
  RoundJudge judge(step, no_route_, pods_);
  round(judge, {{seen(200, "a", 0), seen(200, "a", 1)}});
  round(judge, {{seen(404)}});
  const auto& answers = judge.records()[0].answers;
  ASSERT_THAT(answers, SizeIs(2));
  EXPECT_EQ(answers[0].answer, "200 from a");
  EXPECT_EQ(answers[0].count, 2);
  EXPECT_DOUBLE_EQ(answers[0].first_ms, 5);
  EXPECT_EQ(answers[1].answer, "404 from nobody");
}

TEST_F(RoundJudgeTest, PodsAreNamedWhereTheCheckDoes) {
  const SendStep step = step_with({answer(200, "a", 1)});
  RoundJudge judge(step, no_route_, pods_);
  EXPECT_EQ(round(judge, {{seen(200, "a", 2)}}), Round::kAllowed);
  EXPECT_EQ(judge.records()[0].answers[0].answer, "200 from a/2");
}

TEST_F(RoundJudgeTest, SpreadWantsEveryPod) {
  SendStep step = step_with({answer(200, "a")});
  step.checks[0].expect.spread_over_all_pods = true;
  step.checks[0].repeat = 0;
  RoundJudge judge(step, no_route_, pods_);
  EXPECT_EQ(judge.repetitions(step.checks[0]), 37);  // 3 * (2/3)^n < 1e-6
  EXPECT_EQ(round(judge, {{seen(200, "a", 0), seen(200, "a", 2), seen(200, "a", 0)}}), Round::kAllowed);
  EXPECT_THAT(judge.records()[0].wrong->mismatch.detail, HasSubstr("2 of 3 pods in 3 requests (a/0 2, a/2 1)"));
  EXPECT_EQ(round(judge, {{seen(200, "a", 0), seen(200, "a", 2), seen(200, "a", 1)}}), Round::kRight);
}

TEST(CheckRecord, KeepsTwentyAnswersApart) {
  CheckRecord record;
  for (int i = 0; i < 100; ++i) record.count(std::to_string(i), i);
  ASSERT_THAT(record.answers, SizeIs(21));
  EXPECT_EQ(record.answers.back().answer, "others");
  EXPECT_EQ(record.answers.back().count, 80);
  record.count("3", 200);
  EXPECT_EQ(record.answers[3].count, 2);
}

}  // namespace
}  // namespace gauntlet::scenario
