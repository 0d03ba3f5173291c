#include "harness/scenario/case_execution.hpp"

#include "foundation/net/task_group.hpp"

#include <algorithm>
#include <functional>
#include <memory>

namespace gauntlet::scenario {

namespace {

using Runners = std::vector<std::unique_ptr<CaseRunner>>;

// Does it to all at the same time. A run that is stopped starts no more of them.
net::Awaitable<void> for_all(const Execution& execution, Runners& runners,
                             std::function<net::Awaitable<void>(CaseRunner&)> phase) {
  net::TaskGroup group(execution.executor);
  StopSignal::Listener listener(*execution.settings.stop, group);
  for (const auto& runner : runners) group.spawn(phase(*runner));
  co_await group.wait_until_empty();
}

net::Awaitable<void> remove_one(CaseRunner& runner, base::Result<void>& outcome) {
  const auto removed = co_await runner.remove();
  if (!removed) outcome = removed;
}

// A failure is not that of a case; the checks say what the controller does not serve.
net::Awaitable<void> await_canary(const Execution& execution) {
  const base::Deadline deadline = base::Deadline::after(execution.canary_within);
  const auto passed = co_await execution.lane.pass_canary(deadline);
  base::ignore_failure(passed);
}

}  // namespace

net::Awaitable<PackOutcome> run_pack(Execution execution, std::vector<const Scenario*> cases) {
  Runners runners;
  for (const Scenario* scenario : cases) {
    runners.push_back(
        std::make_unique<CaseRunner>(execution.lane, *scenario, execution.settings, execution.next_serial++));
  }
  std::function<net::Awaitable<void>(CaseRunner&)> prepare = [](CaseRunner& runner) { return runner.prepare_cast(); };
  co_await for_all(execution, runners, std::move(prepare));
  std::function<net::Awaitable<void>(CaseRunner&)> apply = [](CaseRunner& runner) { return runner.apply_manifests(); };
  co_await for_all(execution, runners, std::move(apply));
  co_await await_canary(execution);
  base::TimePoint floor;
  for (const auto& runner : runners) floor = std::max(floor, runner->last_commit());
  std::function<net::Awaitable<void>(CaseRunner&)> check = [floor](CaseRunner& runner) {
    return runner.run_steps(floor);
  };
  co_await for_all(execution, runners, std::move(check));

  PackOutcome outcome;
  for (const auto& runner : runners) outcome.attempts.push_back(runner->take_attempt(Company::kPack));
  std::function<net::Awaitable<void>(CaseRunner&)> remove = [&outcome](CaseRunner& runner) {
    return remove_one(runner, outcome.removed);
  };
  co_await for_all(execution, runners, std::move(remove));
  co_return outcome;
}

net::Awaitable<AloneOutcome> run_alone(Execution execution, const Scenario& scenario) {
  CaseRunner runner(execution.lane, scenario, execution.settings, execution.next_serial++);
  co_await runner.prepare_cast();
  co_await runner.apply_manifests();
  if (!runner.first_checks_show_arrival()) {
    co_await await_canary(execution);
  }
  const base::TimePoint floor = runner.last_commit();
  co_await runner.run_steps(floor);
  AloneOutcome outcome;
  outcome.attempt = runner.take_attempt(Company::kAlone);
  outcome.removed = co_await runner.remove();
  co_return outcome;
}

net::Awaitable<Attempt> run_cold(Execution execution, const Scenario& scenario) {
  CaseRunner runner(execution.lane, scenario, execution.settings, execution.next_serial++);
  co_await runner.prepare_cast();
  co_await runner.apply_manifests();
  const auto started = co_await execution.lane.start_controllers();
  if (started) {
    const base::TimePoint ready_at = base::SystemClock().now();
    co_await runner.run_steps(ready_at);
  } else {
    co_await runner.fail_to_start(started.error());
  }
  co_return runner.take_attempt(Company::kAlone);
}

}  // namespace gauntlet::scenario
