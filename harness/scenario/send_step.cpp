#include "foundation/net/timer.hpp"
#include "harness/scenario/case_state.hpp"
#include "harness/scenario/convergence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gauntlet::scenario {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration kDefaultEvery = 50ms;
constexpr base::Duration kFirstPause = 2ms;  // doubled up to `every` while the change has not arrived
constexpr int kDefaultSettle = 3;
constexpr base::Duration kRequestTimeout = 5s;
constexpr std::size_t kMostFailuresPerStep = 5;

// One check over all rounds of its step.
struct CheckRecord {
  const Check* check = nullptr;
  std::vector<result::AnswerCount> answers;
  std::optional<Mismatch> mismatch;  // of the newest round
  Observation observation;           // that shows the mismatch, or the newest one

  void count(const std::string& answer, double at_ms) {
    for (result::AnswerCount& known : answers) {
      if (known.answer != answer) continue;
      ++known.count;
      known.last_ms = at_ms;
      return;
    }
    answers.push_back({answer, 1, at_ms, at_ms});
  }
};

// Every pod of the expected backends must have answered at least once.
std::optional<Mismatch> judge_spread(const CheckObservations& observations, int pods) {
  std::set<std::string> seen;
  for (const Observation& observation : observations) {
    if (!observation.captures.empty()) seen.insert(observation.captures.back().pod_name);
  }
  if (seen.size() >= static_cast<std::size_t>(pods)) return std::nullopt;
  return Mismatch{"spread", "not every pod was used",
                  fmt::format("{} of {} pods in {} requests; a fair choice misses one in less than 1 of 1,000,000 runs",
                              seen.size(), pods, observations.size())};
}

class SendStepRun {
 public:
  SendStepRun(CaseState& state, const SendStep& action) : state_(state), action_(action) {
    for (const Check& check : action.checks) {
      records_.emplace_back().check = &check;
      if (check.expect.spread_over_all_pods) spread_pods_ = std::max(spread_pods_, state.pods_of(check));
    }
  }

  // Judges one round of observations; the newest mismatch of each check is kept.
  Round judge_round(std::vector<CheckObservations> observed) {
    Round verdict = Round::kRight;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      CheckRecord& record = records_[i];
      record.mismatch.reset();
      for (Observation& observation : observed[i]) {
        record.count(describe(observation), state_.since_start_ms(observation.round_trip.sent_at));
        if (record.mismatch) continue;
        record.mismatch = judge(record.check->expect, observation, state_.settings.no_route_codes);
        if (record.mismatch && !allowed_meanwhile(observation)) verdict = Round::kForbidden;
        record.observation = observation;
      }
      if (!record.mismatch && record.check->expect.spread_over_all_pods) {
        record.mismatch = judge_spread(observed[i], state_.pods_of(*record.check));
      }
      if (record.mismatch && verdict == Round::kRight) verdict = Round::kAllowed;
    }
    return verdict;
  }

  std::vector<CheckRecord>& records() { return records_; }
  int spread_pods() const { return spread_pods_; }

 private:
  bool allowed_meanwhile(const Observation& observation) const {
    if (action_.timing.meanwhile.empty()) return true;
    return std::any_of(action_.timing.meanwhile.begin(), action_.timing.meanwhile.end(), [&](const Answer& answer) {
      return !judge(answer, observation, state_.settings.no_route_codes);
    });
  }

  CaseState& state_;
  const SendStep& action_;
  std::vector<CheckRecord> records_;
  int spread_pods_ = 1;
};

std::string_view conclusion_of(Decision decision) {
  switch (decision) {
    case Decision::kTimedOut:
      return "so this is not a late update";
    case Decision::kWentBack:
      return "it was right before and went back";
    case Decision::kForbidden:
      return "an answer that is not allowed during the change";
    default:
      return "";
  }
}

result::CheckResult result_of(const CheckRecord& record, int number, bool step_failed, bool may_fail) {
  const Check& check = *record.check;
  result::CheckResult result;
  result.number = number;
  result.line = check.position.line;
  result.column = check.position.column;
  result.text = check.text;
  result.want = check.expect.text;
  result.answers = record.answers;
  result.got = describe(record.observation);
  result.request_id = record.observation.request_id;
  result.latency_us = std::chrono::duration<double, std::micro>(record.observation.round_trip.latency).count();
  if (!record.observation.captures.empty()) {
    const cluster::CapturedRequest& seen = record.observation.captures.back();
    result.pod = fmt::format("{}/{}", seen.backend, seen.pod_index);
  }
  if (record.mismatch && step_failed && may_fail) {
    result.status = result::Status::kFail;
    result.kind = record.mismatch->kind;
  } else if (!may_fail || check.expect.status == StatusWord::kAny) {
    result.status = result::Status::kObserved;
  }
  return result;
}

ConvergenceRules rules_of(const Timing& timing, base::TimePoint commit) {
  ConvergenceRules rules;
  if (timing.within && !timing.within_now) {
    rules.deadline = commit + std::chrono::duration_cast<base::TimePoint::duration>(*timing.within);
  }
  rules.hold = timing.hold.value_or(base::Duration());
  rules.settle = timing.settle.value_or(kDefaultSettle);
  return rules;
}

}  // namespace

net::Awaitable<void> run_send_step(CaseState& state, const SendStep& action, result::StepResult& step) {
  SendStepRun run(state, action);
  const bool may_fail = state.scenario.level != result::Level::kObserve;
  const base::Duration every = action.timing.every.value_or(kDefaultEvery);
  Convergence convergence(rules_of(action.timing, state.commit));
  Decision decision = Decision::kAgain;
  base::Duration pause = std::min(kFirstPause, every);
  while (decision == Decision::kAgain) {
    std::vector<CheckObservations> observed =
        co_await state.prober->send_round(action.checks, run.spread_pods(), kRequestTimeout);
    const Round round = run.judge_round(std::move(observed));
    decision = convergence.observe(base::SystemClock().now(), round);
    if (decision != Decision::kAgain) break;
    pause = round == Round::kRight ? every : std::min(pause * 2, every);
    const auto waited = co_await net::wait_for(pause);
    if (!waited) {
      co_await state.break_off(action.checks.front().position, waited.error());
      co_return;
    }
    if (std::string dead = state.lane.dead_controller(); !dead.empty()) {
      base::Error error(base::Reason::kClosed, std::move(dead));
      co_await state.break_off(action.checks.front().position, std::move(error));
      co_return;
    }
  }
  if (state.changed) {
    const std::string user = Lane::user_of(0);
    std::optional<WriteTimes> times;
    if (!state.commit_version.empty()) times = co_await state.lane.world().write_times(state.commit_version, user);
    step.propagation = state.propagation_of(convergence.first_right(), convergence.last_wrong(), times);
    state.changed = false;
  }
  const bool failed = decision != Decision::kHolds;
  const base::Duration since_commit = base::SystemClock().now() - state.commit;
  for (CheckRecord& record : run.records()) {
    step.checks.push_back(result_of(record, state.next_check++, failed, may_fail));
    if (!failed || !may_fail || !record.mismatch) continue;
    step.status = state.status = result::Status::kFail;
    if (state.failures.size() >= kMostFailuresPerStep) continue;
    CheckFailure failure;
    failure.kind = decision == Decision::kWentBack ? "went-back" : record.mismatch->kind;
    failure.heading = record.mismatch->heading;
    failure.detail = record.mismatch->detail;
    failure.got = describe(record.observation);
    failure.tries_words = tries_words(record.answers, since_commit, conclusion_of(decision));
    failure.check = record.check;
    failure.observation = &record.observation;
    failure.case_started = state.started;
    const Evidence evidence = co_await state.evidence(record.observation.instance);
    const std::string source = state.source_line(record.check->position);
    state.failures.push_back(make_failure(state.scenario, failure, source, evidence, state.settings.words));
  }
}

}  // namespace gauntlet::scenario
