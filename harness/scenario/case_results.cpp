#include "harness/scenario/case_results.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace gauntlet::scenario {

namespace {

using result::Status;

// What one repetition means, with its attempts in order.
struct CaseOutcome {
  Status status = Status::kNotRun;
  std::vector<result::Failure> failures;
  std::vector<result::Failure> earlier_failures;
  std::string log_tail;
  std::string reason;
};

bool is_green(Status status) {
  return status == Status::kPass || status == Status::kObserved;
}

CaseOutcome outcome_of(const Scenario& scenario, const std::vector<Attempt*>& attempts, const RunWords& words) {
  CaseOutcome outcome;
  const Attempt& last = *attempts.back();
  outcome.status = last.status;
  outcome.failures = last.failures;
  outcome.log_tail = last.log_tail;
  if (attempts.size() == 1) {
    const bool unconfirmed = last.company == Company::kPack && is_run_again_alone(last.status);
    if (unconfirmed) outcome.reason = "it failed in company, and was not run again alone";
    return outcome;
  }
  const Attempt& in_pack = *attempts.front();
  outcome.earlier_failures = in_pack.failures;
  if (last.status == Status::kNotRun) {  // stopped before it could be run alone
    outcome.status = in_pack.status;
    outcome.failures = in_pack.failures;
    outcome.earlier_failures.clear();
    outcome.log_tail = in_pack.log_tail;
  } else if (is_green(last.status) && in_pack.status == Status::kError) {
    outcome.status = Status::kFlaky;
  } else if (is_green(last.status)) {
    outcome.status = Status::kFail;
    outcome.log_tail = in_pack.log_tail;
    outcome.earlier_failures.clear();
    for (const result::Failure& failure : in_pack.failures) {
      outcome.failures.push_back(make_interference(scenario, failure, words));
    }
  }
  return outcome;
}

// The worst of all repetitions decides.
int badness(Status status) {
  switch (status) {
    case Status::kFail:
      return 5;
    case Status::kError:
      return 4;
    case Status::kNotRun:
      return 3;
    case Status::kFlaky:
      return 2;
    default:
      return 1;
  }
}

void apply_known_failure(const Ruling& ruling, result::CaseResult& result) {
  if (ruling.known_failure == nullptr) return;
  if (result.status == Status::kFail) {
    result.status = Status::kKnown;
    result.reason = ruling.reason;
  } else if (result.status == Status::kPass && ruling.known_failure->varies) {
    // The next run may fail again, so a pass says as little as a failure.
    result.status = Status::kKnown;
    result.reason = "not this time: " + ruling.reason;
  } else if (result.status == Status::kPass) {
    result.status = Status::kXpass;
    result.reason = "passes, though it is listed as a known failure: " + ruling.reason;
  }
}

void add_tries(std::vector<Attempt>& attempts, result::CaseResult& result) {
  for (Attempt& attempt : attempts) {
    result::TryResult one;
    one.number = static_cast<int>(result.tries.size()) + 1;
    one.status = attempt.status;
    one.company = attempt.company == Company::kPack ? "pack" : "alone";
    one.steps = std::move(attempt.steps);
    result.tries.push_back(std::move(one));
    result.duration_ms += std::chrono::duration<double, std::milli>(attempt.duration).count();
  }
}

}  // namespace

bool is_run_again_alone(Status in_pack) {
  return in_pack == Status::kFail || in_pack == Status::kError;
}

result::CaseResult describe_case(const Scenario& scenario, const std::string& controller) {
  result::CaseResult result;
  result.id = scenario.id;
  result.row = scenario.row;
  result.title = scenario.title;
  result.controller = controller;
  result.level = scenario.level;
  result.features = scenario.features;
  result.tags = scenario.tags;
  result.spec = scenario.spec;
  result.file = scenario.position.file;
  result.line = scenario.position.line;
  return result;
}

result::CaseResult conclude(const Scenario& scenario, const Ruling& ruling, std::vector<Attempt> attempts, int repeat,
                            const std::string& not_run_reason, const RunWords& words) {
  result::CaseResult result = describe_case(scenario, words.controller);
  if (ruling.status != Status::kPass) {
    result.status = ruling.status;
    result.reason = ruling.reason;
    return result;
  }
  std::map<int, std::vector<Attempt*>> repetitions;
  for (Attempt& attempt : attempts) repetitions[attempt.repetition].push_back(&attempt);
  int failed = 0;
  int ended = 0;
  CaseOutcome worst;
  bool first = true;
  for (const auto& [number, of_repetition] : repetitions) {
    CaseOutcome outcome = outcome_of(scenario, of_repetition, words);
    if (outcome.status == Status::kNotRun) continue;
    ++ended;
    if (!is_green(outcome.status)) ++failed;
    if (first || badness(outcome.status) > badness(worst.status)) worst = std::move(outcome);
    first = false;
  }
  const bool incomplete = ended < repeat && badness(worst.status) <= badness(Status::kNotRun);
  result.status = incomplete ? Status::kNotRun : worst.status;
  result.reason = incomplete ? not_run_reason : worst.reason;
  if (repeat > 1 && incomplete) result.reason += fmt::format(", after {} of {} repetitions", ended, repeat);
  if (repeat > 1 && failed > 0) result.reason = fmt::format("{} of {} repetitions failed", failed, ended);
  result.failures = std::move(worst.failures);
  result.earlier_failures = std::move(worst.earlier_failures);
  result.log_tail = std::move(worst.log_tail);
  if (!attempts.empty()) result.started_at = rfc3339(attempts.front().started_at);
  add_tries(attempts, result);
  apply_known_failure(ruling, result);
  return result;
}

std::string rfc3339(base::WallTime time) {
  const auto milliseconds = std::chrono::time_point_cast<std::chrono::milliseconds>(time);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(milliseconds);
  const std::time_t whole = std::chrono::system_clock::to_time_t(seconds);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(whole), (milliseconds - seconds).count());
}

}  // namespace gauntlet::scenario
