// The failure text: everything that a reader would otherwise go and look for, as lines of want, got, sent, answered,
// reached, held, tries, log and again (ux.md 3.6). Pure.
#pragma once

#include "harness/result/run_result.hpp"
#include "harness/scenario/evidence.hpp"
#include "harness/scenario/judge.hpp"
#include "harness/scenario/observation.hpp"
#include "harness/scenario/scenario.hpp"

#include <string>
#include <vector>

namespace gauntlet::scenario {

// What does not change from failure to failure of a run.
struct RunWords {
  std::string controller;  // "reference"
  std::string arguments;   // of `gauntlet run`, to find the same controller and cases again; "-c reference"
  std::uint64_t seed = 0;
};

struct CheckFailure {
  std::string kind;
  std::string heading;      // "wrong backend"
  std::string detail;       // may be empty
  std::string got;          // "200 from svc-a"
  std::string tries_words;  // "96 in 4.8 s since the commit: 96 x \"200 from svc-a\""
  const Check* check = nullptr;
  const Observation* observation = nullptr;
  base::TimePoint case_started;
};

result::Failure make_failure(const Scenario& scenario, const CheckFailure& failure, const std::string& source_line,
                             const Evidence& evidence, const RunWords& words);

struct ObjectFailure {
  Position position;
  std::string object;                    // "Ingress/web"
  std::vector<std::string> differences;  // "status.loadBalancer.ingress: want absent, got [...]"
  std::string tries_words;
};
result::Failure make_failure(const Scenario& scenario, const ObjectFailure& failure, const std::string& source_line,
                             const Evidence& evidence, const RunWords& words);

// The harness or the environment, not the controller.
result::Failure make_error(const Scenario& scenario, const Position& position, const std::string& message,
                           const Evidence& evidence, const RunWords& words);
// The controller ended by itself, or did not start.
result::Failure make_death(const Scenario& scenario, const Position& position, const std::string& message,
                           const Evidence& evidence, const RunWords& words);
// Of a case that passes by itself: `in_company` is what it failed with among others.
result::Failure make_interference(const Scenario& scenario, const result::Failure& in_company, const RunWords& words);

// "96 in 4.8 s since the commit: 90 x "a", 6 x "b"; so this is not a late update".
std::string tries_words(const std::vector<result::AnswerCount>& answers, base::Duration since_commit,
                        std::string_view conclusion);

}  // namespace gauntlet::scenario
