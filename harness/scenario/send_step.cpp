#include "foundation/net/timer.hpp"
#include "harness/scenario/case_state.hpp"
#include "harness/scenario/check_record.hpp"
#include "harness/scenario/convergence.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration kDefaultEvery = 50ms;
constexpr base::Duration kFirstPause = 2ms;  // doubled up to `every` while the change has not arrived
constexpr int kDefaultSettle = 3;
constexpr base::Duration kRequestTimeout = 5s;
constexpr std::size_t kMostFailures = 5;  // of one step, in full

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

std::string allowed_words(const std::vector<Answer>& meanwhile) {
  std::vector<std::string> words;
  for (const Answer& answer : meanwhile) words.push_back(answer.text);
  return fmt::format("allowed meanwhile: {}", fmt::join(words, " or "));
}

CheckFailure failure_of(const CheckRecord& record, const SendStep& action, Decision decision) {
  const WrongAnswer& wrong = *record.wrong;
  CheckFailure failure;
  failure.kind = wrong.mismatch.kind;
  failure.heading = wrong.mismatch.heading;
  failure.detail = wrong.mismatch.detail;
  if (decision == Decision::kWentBack) {
    failure.kind = "went-back";
    failure.heading += ", after it had been right";
  } else if (decision == Decision::kForbidden) {
    failure.kind = "during-change";
    failure.heading += " during the change";
    failure.detail = allowed_words(action.timing.meanwhile);
  }
  failure.check = record.check;
  failure.observation = &wrong.observation;
  return failure;
}

traffic::ConnectionUse other_than(traffic::ConnectionUse use) {
  return use == traffic::ConnectionUse::kNew ? traffic::ConnectionUse::kKept : traffic::ConnectionUse::kNew;
}

// Sends rounds until the matter is decided. kAgain: broken off.
net::Awaitable<Decision> converge(CaseState& state, const SendStep& action, RoundJudge& judge,
                                  Convergence& convergence) {
  const base::Duration every = action.timing.every.value_or(kDefaultEvery);
  base::Duration pause = std::min(kFirstPause, every);
  const Position& position = action.checks.front().position;
  auto connections = traffic::ConnectionUse::kNew;
  for (;;) {
    std::vector<PlannedCheck> planned;
    for (const Check& check : action.checks) planned.push_back({&check, judge.repetitions(check)});
    const base::TimePoint began_at = base::SystemClock().now();
    std::vector<CheckObservations> observed =
        co_await state.prober->send_round(std::move(planned), state.scaled(kRequestTimeout), connections);
    if (state.settings.stop->requested()) break;
    const Round round = judge.judge_round(std::move(observed), state.started);
    const Decision decision = convergence.observe(began_at, base::SystemClock().now(), round);
    if (decision != Decision::kAgain) co_return decision;
    const bool died = co_await state.end_if_controller_died(position);
    if (died) co_return Decision::kAgain;
    connections = other_than(connections);
    pause = round == Round::kRight ? every : std::min(pause * 2, every);
    const auto waited = co_await net::wait_for(pause);
    if (!waited) break;
  }
  base::Error stopped(base::Reason::kCancelled, "stopped");
  co_await state.break_off(position, std::move(stopped));
  co_return Decision::kAgain;
}

net::Awaitable<void> note_propagation(CaseState& state, const Convergence& convergence, result::StepResult& step) {
  if (!state.changed) co_return;
  state.changed = false;
  std::optional<WriteTimes> times;
  if (!state.commit_version.empty()) {
    const std::string user = Lane::user_of(0);
    times = co_await state.lane.world().write_times(state.commit_version, user);
  }
  step.propagation = state.propagation_of(convergence.first_right(), convergence.last_wrong(), times);
}

result::Status status_of(const Check& check, const CaseState& state, Decision decision) {
  if (decision == Decision::kAgain) return result::Status::kNotRun;
  const bool only_recorded = state.scenario.level == result::Level::kObserve || check.expect.status == StatusWord::kAny;
  return only_recorded ? result::Status::kObserved : result::Status::kPass;
}

}  // namespace

net::Awaitable<void> run_send_step(CaseState& state, const SendStep& action, result::StepResult& step) {
  RoundJudge judge(action, state.settings.no_route_codes, state.pods);
  Convergence convergence(state.convergence_rules(action.timing, kDefaultSettle));
  const Decision decision = co_await converge(state, action, judge, convergence);
  co_await note_propagation(state, convergence, step);
  const base::Duration since_commit = base::SystemClock().now() - state.commit;
  const bool may_fail = state.scenario.level != result::Level::kObserve;
  std::vector<CheckFailure> failures;
  for (const CheckRecord& record : judge.records()) {
    const bool blamed = may_fail && judge.is_to_blame(record, decision);
    const Observation& shown = blamed ? record.wrong->observation : record.newest;
    result::CheckResult result = result_of(record, shown, state.next_check++);
    result.status = status_of(*record.check, state, decision);
    if (blamed) {
      CheckFailure failure = failure_of(record, action, decision);
      failure.got = result.got;
      failure.tries_words = tries_words(record.answers, since_commit, conclusion_of(decision));
      failure.case_started = state.started;
      result.kind = failure.kind;
      result.status = step.status = result::Status::kFail;
      failures.push_back(std::move(failure));
    }
    step.checks.push_back(std::move(result));
  }
  for (const CheckFailure& failure : failures) {
    if (state.failures.size() >= kMostFailures) break;
    const Evidence evidence = co_await state.evidence(failure.observation->instance);
    const std::string source = state.source_line(failure.check->position);
    state.failures.push_back(make_failure(state.scenario, failure, source, evidence, state.settings.words));
  }
  if (!failures.empty()) state.status = result::Status::kFail;
}

}  // namespace gauntlet::scenario
