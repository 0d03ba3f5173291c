#include "harness/scenario/judge.hpp"

#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

const std::vector<int> kNoRoute = {404};

Observation answered(int status, std::string backend = {}, int pod = 0) {
  Observation observation;
  observation.round_trip.response.status = status;
  if (!backend.empty()) {
    cluster::CapturedRequest captured;
    captured.backend = std::move(backend);
    captured.pod_index = pod;
    captured.request.method = "GET";
    captured.request.target = "/foo?x=1";
    captured.request.headers = {{"Host", "foo.com"}, {"X-Forwarded-Proto", "http"}};
    observation.captures.push_back(captured);
  }
  return observation;
}

Answer expect_codes(std::vector<int> codes, std::vector<PodReference> from = {}) {
  Answer answer;
  answer.codes = std::move(codes);
  answer.from = std::move(from);
  return answer;
}

Answer expect_word(StatusWord word) {
  Answer answer;
  answer.status = word;
  return answer;
}

std::string kind_of(const Answer& expected, const Observation& observation) {
  const auto mismatch = judge(expected, observation, kNoRoute);
  return mismatch ? mismatch->kind : "right";
}

TEST(Judge, ComparesStatusAndBackend) {
  const Answer expected = expect_codes({200}, {{"a", std::nullopt}});
  EXPECT_EQ(kind_of(expected, answered(200, "a")), "right");
  EXPECT_EQ(kind_of(expected, answered(200, "b")), "wrong-backend");
  EXPECT_EQ(kind_of(expected, answered(200)), "wrong-backend");
  EXPECT_EQ(kind_of(expected, answered(502)), "wrong-status");
  EXPECT_EQ(kind_of(expected, answered(301)), "redirect");
}

TEST(Judge, AlternativesOfCodesClassesAndPods) {
  EXPECT_EQ(kind_of(expect_codes({500, 503}), answered(503)), "right");
  Answer server_error;
  server_error.code_classes = {5};
  EXPECT_EQ(kind_of(server_error, answered(504)), "right");
  EXPECT_EQ(kind_of(server_error, answered(404)), "wrong-status");
  const Answer second_pod = expect_codes({200}, {{"a", 1}, {"b", std::nullopt}});
  EXPECT_EQ(kind_of(second_pod, answered(200, "a", 1)), "right");
  EXPECT_EQ(kind_of(second_pod, answered(200, "a", 0)), "wrong-backend");
  EXPECT_EQ(kind_of(second_pod, answered(200, "b", 7)), "right");
}

TEST(Judge, FromNobodyLooksAtThePodsOnly) {
  Answer expected = expect_codes({404, 503});
  expected.from_nobody = true;
  EXPECT_EQ(kind_of(expected, answered(503)), "right");
  EXPECT_EQ(kind_of(expected, answered(503, "a")), "wrong-backend");
  EXPECT_EQ(kind_of(expected, answered(200)), "wrong-status");
}

TEST(Judge, NoRouteNeedsTheProfilesAnswerAndNoPod) {
  const Answer expected = expect_word(StatusWord::kNoRoute);
  EXPECT_EQ(kind_of(expected, answered(404)), "right");
  EXPECT_EQ(kind_of(expected, answered(404, "a")), "wrong-backend");
  EXPECT_EQ(kind_of(expected, answered(503)), "wrong-status");
  EXPECT_EQ(kind_of(expected, answered(308)), "redirect");
}

TEST(Judge, OutcomesWithoutAnAnswer) {
  Observation refused;
  refused.round_trip.outcome = traffic::Outcome::kRefused;
  EXPECT_EQ(kind_of(expect_word(StatusWord::kRefused), refused), "right");
  EXPECT_EQ(kind_of(expect_codes({200}), refused), "refused");
  EXPECT_EQ(kind_of(expect_word(StatusWord::kTlsError), answered(200)), "wrong-status");
  EXPECT_EQ(kind_of(expect_word(StatusWord::kAny), refused), "right");
}

TEST(Judge, Certificates) {
  Answer expected = expect_codes({200});
  expected.certificates = {"a1", "a2"};
  Observation observation = answered(200, "a");
  EXPECT_EQ(kind_of(expected, observation), "wrong-certificate");
  observation.certificate = "a2";
  EXPECT_EQ(kind_of(expected, observation), "right");
  Answer never = expect_word(StatusWord::kAny);
  never.not_certificates = {"a2"};
  EXPECT_EQ(kind_of(never, observation), "wrong-certificate");
  observation.certificate = "";
  EXPECT_EQ(kind_of(never, observation), "right");
}

TEST(Judge, WhatTheBackendSaw) {
  Answer expected = expect_codes({200});
  expected.saw_path = "/foo?x=1";
  EXPECT_EQ(kind_of(expected, answered(200, "a")), "right");
  expected.saw_path = "/foo";
  EXPECT_EQ(kind_of(expected, answered(200, "a")), "saw");
  Answer header = expect_codes({200});
  NamedMatcher proto;
  proto.name = "headers.X-Forwarded-Proto";
  proto.matcher.text = "https";
  header.saw = {proto};
  Answer port = expect_codes({200});
  NamedMatcher wanted_port;
  wanted_port.name = "port";
  wanted_port.matcher.text = "8081";
  port.saw = {wanted_port};
  Observation observation = answered(200, "a");
  observation.captures.front().pod_endpoint = {"127.42.0.1", 8081};
  EXPECT_EQ(kind_of(port, observation), "right");
  observation.captures.front().pod_endpoint.port = 8080;
  EXPECT_EQ(kind_of(port, observation), "saw");
  const auto mismatch = judge(header, answered(200, "a"), kNoRoute);
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->detail, "saw.headers.X-Forwarded-Proto: want \"https\", got \"http\"");
}

TEST(Describe, EqualAnswersReadEqual) {
  EXPECT_EQ(describe(answered(200, "a", 0)), "200 from a");
  EXPECT_EQ(describe(answered(200, "a", 3)), "200 from a");
  EXPECT_EQ(describe(answered(404)), "404 from nobody");
  Observation redirected = answered(308);
  redirected.round_trip.response.headers.add("location", "https://x/");
  EXPECT_EQ(describe(redirected), "308 from nobody to https://x/");
}

// Ten pods, a chance of 1e-6 of missing one: 10 * 0.9^n < 1e-6 gives n = 153.
TEST(SpreadSampleSize, FollowsFromTheFalseAlarmBound) {
  EXPECT_EQ(spread_sample_size(1), 1);
  EXPECT_EQ(spread_sample_size(2), 21);
  EXPECT_EQ(spread_sample_size(10), 153);
}

}  // namespace
}  // namespace gauntlet::scenario
