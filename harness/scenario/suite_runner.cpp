#include "harness/scenario/suite_runner.hpp"

#include "foundation/net/task_group.hpp"
#include "harness/scenario/lane_worker.hpp"
#include "harness/scenario/suite_state.hpp"

#include <thread>

namespace gauntlet::scenario {

struct SuiteRunner::State : SuiteState {
  using SuiteState::SuiteState;
};

SuiteRunner::SuiteRunner(net::Executor executor, Suite suite, WorldFactory make_world, SuiteOptions options,
                         RunProgress& progress)
    : state_(std::make_unique<State>(std::move(executor), std::move(suite), std::move(make_world), std::move(options),
                                     progress)) {}
SuiteRunner::~SuiteRunner() = default;

net::Awaitable<result::RunResult> SuiteRunner::run(result::RunResult head) {
  State& state = *state_;
  const base::TimePoint began = base::SystemClock().now();
  result::RunResult run = std::move(head);
  run.started_at = rfc3339(base::SystemClock().wall_time());
  run.cpus = static_cast<int>(std::thread::hardware_concurrency());
  state.begin(run.controllers.front().key, run.seed);

  std::vector<std::unique_ptr<LaneWorker>> workers;
  // A controller with fixed ports cannot run twice.
  const int lanes = state.suite.profile.is_alone() ? 1 : std::max(1, state.options.lanes);
  for (int i = 0; i < lanes; ++i) workers.push_back(std::make_unique<LaneWorker>(state));
  {
    net::TaskGroup group(state.executor);
    StopSignal::Listener listener(state.stop, group);
    for (const auto& worker : workers) group.spawn(worker->work());
    co_await group.wait_until_empty();
  }
  {
    net::TaskGroup group(state.executor);
    for (const auto& worker : workers) group.spawn(worker->stop());
    co_await group.wait_until_empty();
  }
  if (state.time_to_ready) {
    run.controllers.front().ready_ms = std::chrono::duration<double, std::milli>(*state.time_to_ready).count();
  }
  run.cases = state.take_results();
  run.aborted = state.aborted();
  run.duration_ms = std::chrono::duration<double, std::milli>(base::SystemClock().now() - began).count();
  co_return run;
}

void SuiteRunner::request_stop(std::string reason) {
  state_->stop.request(std::move(reason));
}

result::ControllerResult describe_controller(const launch::ControllerProfile& profile, std::string version) {
  result::ControllerResult controller;
  controller.key = profile.key;
  controller.organization = profile.organization;
  controller.project = profile.project;
  controller.version = std::move(version);
  controller.mode = profile.mode;
  controller.profile_file = profile.file;
  controller.profile_digest = profile.digest;
  controller.features_supported = profile.features_supported;
  controller.features_unsupported = profile.features_unsupported;
  controller.no_route_codes = profile.no_route;
  controller.propagate_ms = std::chrono::duration<double, std::milli>(profile.propagate).count();
  return controller;
}

}  // namespace gauntlet::scenario
