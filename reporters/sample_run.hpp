// The run of docs/schema's and the golden files' example, and one full of hostile text. Tests only.
#pragma once

#include "harness/result/run_result.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace gauntlet::reporters {

inline result::CaseResult sample_case(std::string id, std::string file, int line, double duration_ms) {
  result::CaseResult one;
  one.id = std::move(id);
  one.controller = "traefik";
  one.file = std::move(file);
  one.line = line;
  one.duration_ms = duration_ms;
  one.status = result::Status::kPass;
  one.tries.resize(1);
  one.tries[0].steps.resize(1);
  one.tries[0].steps[0].checks.resize(1);
  one.tries[0].steps[0].checks[0].number = 1;
  one.tries[0].steps[0].checks[0].text = "GET http://foo.com/foo -> 200 from svc-a";
  return one;
}

// One of each: failed, passed, flaky, not claimed.
inline result::RunResult sample_run() {
  using result::Status;
  result::RunResult run;
  run.started_at = "2026-11-23T10:02:11.204Z";
  run.duration_ms = 15'324;
  run.tool_version = "0.4.0";
  run.cases_digest = "9b1c";
  run.seed = 81'733;
  run.controllers.resize(1);
  run.controllers[0].key = "traefik";
  run.controllers[0].version = "3.7.10";
  run.controllers[0].profile_digest = "77aa";

  result::CaseResult failed = sample_case("routing.path.exact-vs-prefix", "cases/routing/path.yaml", 4, 5312);
  failed.status = Status::kFail;
  failed.title = "Exact beats Prefix, and Prefix compares whole path elements";
  failed.spec = {"https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types"};
  auto& checks = failed.tries[0].steps[0].checks;
  checks.push_back(checks[0]);
  checks[1].number = 2;
  checks[1].text = "GET http://foo.com/foo/ -> 200 from svc-b";
  checks[1].status = Status::kFail;
  failed.failures.push_back({"wrong-backend",
                             "GET http://foo.com/foo/ answered 200 from svc-a, want 200 from svc-b (96 of 96 tries)",
                             "cases/routing/path.yaml", 15, 5,
                             "cases/routing/path.yaml:15:5: wrong backend\n"
                             "  sent      GET /foo/ HTTP/1.1, Host: foo.com\n"
                             "  reached   pod svc-a/0\n"
                             "  again     gauntlet run -c traefik --case routing.path.exact-vs-prefix --seed 81733\n"});
  failed.log_tail = "level=info msg=\"Configuration loaded\"";
  run.cases.push_back(failed);

  result::CaseResult passed = sample_case("routing.path.trailing-slash", "cases/routing/slash.yaml", 2, 211);
  passed.row = "exact";
  passed.features = {"path-exact", "path-prefix"};
  run.cases.push_back(passed);

  result::CaseResult flaky = sample_case("update.ingress.switch-backend", "cases/update/switch.yaml", 2, 9801);
  flaky.status = Status::kFlaky;
  flaky.earlier_failures.push_back({"deadline", "200 from green not seen within 5 s of the commit",
                                    "cases/update/switch.yaml", 19, 9, "cases/update/switch.yaml:19:9"});
  run.cases.push_back(flaky);

  result::CaseResult na = sample_case("ha.leader.loss", "cases/ha/leader.yaml", 2, 0);
  na.status = Status::kNa;
  na.level = result::Level::kExtended;
  na.reason = "feature leader-election is not claimed";
  na.tries.clear();
  run.cases.push_back(na);
  return run;
}

// Every text that comes from outside says this.
inline std::string hostile_text() {
  constexpr std::string_view kText =
      "\x1b[31mred\x1b[0m \x1b]0;title\x07 nul|end ]]> & < > \" ' \xff\xc0\xaf \xed\xa0\x80 \xef\xbf\xbe \x0b\r\n"
      "::error::x\n  ##vso[task.complete] \xe2\x82\xac";
  std::string text(kText);
  std::replace(text.begin(), text.end(), '|', '\0');
  return text;
}

inline result::RunResult hostile_run() {
  const std::string text = hostile_text();
  result::RunResult run = sample_run();
  run.tool_version = run.cases_digest = run.aborted = text;
  for (result::ControllerResult& one : run.controllers) {
    one.version = one.mode = one.organization = one.project = one.profile_file = one.profile_digest = text;
  }
  for (result::CaseResult& one : run.cases) {
    one.row = one.title = one.file = one.reason = one.log_tail = text;
    one.features = one.tags = one.spec = {text, ""};
    for (auto* failures : {&one.failures, &one.earlier_failures}) {
      for (result::Failure& failure : *failures) {
        failure.kind = failure.message = failure.file = failure.text = text;
      }
    }
    for (result::TryResult& attempt : one.tries) {
      for (result::StepResult& step : attempt.steps) {
        for (result::CheckResult& check : step.checks) check.text = check.want = check.got = check.pod = text;
      }
    }
  }
  return run;
}

}  // namespace gauntlet::reporters
