// The failure text, word by word (ux.md 3.6).
#include "harness/scenario/failure_text.hpp"

#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

using namespace std::chrono_literals;

const base::TimePoint kStart = base::TimePoint() + 1h;

Scenario sample_scenario() {
  Scenario scenario;
  scenario.id = "path.exact-vs-prefix";
  scenario.position = {"cases/path/exact-vs-prefix.yaml", 2, 5};
  return scenario;
}

Check sample_check() {
  Check check;
  check.position = {"cases/path/exact-vs-prefix.yaml", 15, 5};
  check.expectation_position = {"cases/path/exact-vs-prefix.yaml", 15, 35};
  check.method = "GET";
  check.scheme = "http";
  check.host = "foo.com";
  check.target = "/foo/";
  check.expect.text = "200 from svc-b";
  check.why = "Exact /foo is not /foo/";
  return check;
}

Observation sample_observation() {
  Observation observation;
  observation.request_id = "7c1d-14";
  observation.sent_head = "GET /foo/ HTTP/1.1, Host: foo.com";
  observation.to = {"127.0.0.1", 18080};
  observation.round_trip.local = {"127.0.0.1", 53122};
  observation.round_trip.sent_at = kStart + 2413ms;
  observation.round_trip.latency = 1900us;
  observation.round_trip.response.status = 200;
  observation.round_trip.response.body = "hello";
  cluster::CapturedRequest captured;
  captured.backend = "svc-a";
  captured.pod_endpoint = {"127.42.0.10", 8080};
  captured.request.target = "/foo/";
  captured.request.headers = {{"Host", "foo.com"}, {"X-Forwarded-Proto", "http"}};
  observation.captures.push_back(captured);
  return observation;
}

Evidence sample_evidence() {
  Evidence evidence;
  evidence.held = {"Ingress/paths, version 14, committed +0.502 s, class mine", "  foo.com  Exact /foo -> svc-a:80",
                   "EndpointSlice/svc-b-1, version 9: 1 ready (127.42.0.11)"};
  evidence.log = {"Creating router", "Configuration loaded"};
  evidence.log_source = "mine/0, lines 42 to 43 of 43";
  return evidence;
}

RunWords words() {
  RunWords run;
  run.controller = "mine";
  run.arguments = "-c ./mine.yaml cases/path";
  run.seed = 81733;
  return run;
}

TEST(FailureText, OfACheckHoldsAllThatAReaderWouldLookFor) {
  const Check check = sample_check();
  const Observation observation = sample_observation();
  CheckFailure failure;
  failure.kind = "wrong-backend";
  failure.heading = "wrong backend";
  failure.got = "200 from svc-a";
  failure.check = &check;
  failure.observation = &observation;
  failure.case_started = kStart;
  failure.tries_words = tries_words({{"200 from svc-a", 96, 510, 5310}}, 4800ms, "so this is not a late update");
  const result::Failure made =
      make_failure(sample_scenario(), failure, "  - GET http://foo.com/foo/    -> 200 from svc-b   # Prefix",
                   sample_evidence(), words());
  EXPECT_EQ(made.kind, "wrong-backend");
  EXPECT_EQ(made.line, 15);
  EXPECT_EQ(made.column, 5);
  EXPECT_EQ(made.message, "GET http://foo.com/foo/ got 200 from svc-a, want 200 from svc-b");
  EXPECT_EQ(made.text,
            R"(cases/path/exact-vs-prefix.yaml:15:5: wrong backend
   15 |   - GET http://foo.com/foo/    -> 200 from svc-b   # Prefix
      |                                   ^~~~~~~~~~~~~~ want
      |                                   200 from svc-a got
  sent      GET /foo/ HTTP/1.1, Host: foo.com, from 127.0.0.1:53122 to mine/0 at 127.0.0.1:18080
            request 7c1d-14, new connection, +2.413 s
  answered  200 OK, 1.9 ms, body 5 bytes
  reached   pod svc-a/0 (127.42.0.10:8080), which saw GET /foo/ Host: foo.com and 2 headers
  held      Ingress/paths, version 14, committed +0.502 s, class mine
              foo.com  Exact /foo -> svc-a:80
            EndpointSlice/svc-b-1, version 9: 1 ready (127.42.0.11)
  why       Exact /foo is not /foo/
  tries     96 in 4.8 s since the commit: 96 x "200 from svc-a"; so this is not a late update
  log       mine/0, lines 42 to 43 of 43
            | Creating router
            | Configuration loaded
  again     gauntlet run -c ./mine.yaml cases/path --case 'path.exact-vs-prefix' --seed 81733
)");
}

TEST(FailureText, SaysWhatAVariableStoodFor) {
  Check check = sample_check();
  const Observation observation = sample_observation();
  CheckFailure failure;
  failure.got = "200 from svc-a";
  failure.check = &check;
  failure.observation = &observation;
  failure.case_started = kStart;
  const result::Failure made = make_failure(sample_scenario(), failure, "  - GET http://foo.com/${ask}   -> ${want}",
                                            sample_evidence(), words());
  EXPECT_NE(made.text.find("\n      |                                   ^ want 200 from svc-b\n"), std::string::npos)
      << made.text;
}

TEST(FailureText, WithoutAnAnswerOrAPod) {
  Check check = sample_check();
  check.why.clear();
  Observation observation = sample_observation();
  observation.captures.clear();
  observation.round_trip.outcome = traffic::Outcome::kRefused;
  observation.round_trip.error_words = "connecting to 127.0.0.1:18080 failed";
  CheckFailure failure;
  failure.kind = "refused";
  failure.heading = "refused";
  failure.detail = "allowed meanwhile: 200 from svc-a";
  failure.got = "refused";
  failure.check = &check;
  failure.observation = &observation;
  failure.case_started = kStart;
  const result::Failure made = make_failure(sample_scenario(), failure, "", Evidence(), words());
  EXPECT_EQ(made.message,
            "GET http://foo.com/foo/ got refused, want 200 from svc-b (allowed meanwhile: 200 from svc-a)");
  EXPECT_NE(made.text.find("  differs   allowed meanwhile: 200 from svc-a\n"), std::string::npos) << made.text;
  EXPECT_NE(made.text.find("  answered  nothing: refused, connecting to 127.0.0.1:18080 failed, 1.9 ms\n"),
            std::string::npos)
      << made.text;
  EXPECT_NE(made.text.find("  reached   no pod of this case\n"), std::string::npos) << made.text;
  EXPECT_NE(made.text.find("  held      nothing\n"), std::string::npos) << made.text;
  EXPECT_NE(made.text.find("  log       no controller is running\n"), std::string::npos) << made.text;
}

TEST(FailureText, OfAnObjectNamesOnlyWhatDiffers) {
  ObjectFailure failure;
  failure.position = {"cases/status/address.yaml", 20, 7};
  failure.object = "Ingress/web";
  failure.differences = {"status.loadBalancer.ingress[0].ip: want \"127.0.0.1\", got absent"};
  failure.tries_words = "60 in 5.0 s since the commit";
  const result::Failure made = make_failure(sample_scenario(), failure, "      Ingress/web:", Evidence(), words());
  EXPECT_EQ(made.kind, "object");
  EXPECT_EQ(made.message, "Ingress/web status.loadBalancer.ingress[0].ip: want \"127.0.0.1\", got absent");
  EXPECT_EQ(made.text,
            R"(cases/status/address.yaml:20:7: Ingress/web is not as expected
   20 |       Ingress/web:
  differs   status.loadBalancer.ingress[0].ip: want "127.0.0.1", got absent
  held      nothing
  tries     60 in 5.0 s since the commit
  log       no controller is running
  again     gauntlet run -c ./mine.yaml cases/path --case 'path.exact-vs-prefix' --seed 81733
)");
}

TEST(FailureText, OfTheTestBedDoesNotBlameTheController) {
  const result::Failure made =
      make_error(sample_scenario(), {"cases/path/x.yaml", 3, 1}, "making Service/a: refused", Evidence(), words());
  EXPECT_EQ(made.kind, "harness");
  EXPECT_NE(made.text.find("not of the controller"), std::string::npos);
}

TEST(TriesWords, CountsAllAnswers) {
  EXPECT_EQ(tries_words({{"a", 90, 0, 0}, {"b", 6, 0, 0}}, 4800ms, ""),
            "96 in 4.8 s since the commit: 90 x \"a\", 6 x \"b\"");
}

}  // namespace
}  // namespace gauntlet::scenario
