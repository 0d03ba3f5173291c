#include "harness/cli/run_session.hpp"

#include "harness/launch/controller_process.hpp"

#include <fmt/format.h>

namespace gauntlet::cli {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration kVersionWithin = 10s;

}  // namespace

RunSession::RunSession(net::Executor executor, RunPlan plan, scenario::WorldFactory make_world, RunTerminal& terminal,
                       RunRecord& record)
    : executor_(std::move(executor)),
      plan_(std::move(plan)),
      make_world_(std::move(make_world)),
      terminal_(terminal),
      record_(record) {}

net::Awaitable<void> RunSession::run() {
  const base::TimePoint began = base::SystemClock().now();
  record_.write();
  net::TaskGroup signs(executor_);
  signs.spawn(terminal_.show_signs_of_life());
  for (std::size_t i = 0; i < plan_.suites.size() && stop_reason_.empty(); ++i) {
    co_await run_suite(std::move(plan_.suites[i]), std::move(plan_.again_arguments[i]));
  }
  const base::Deadline at_once = base::Deadline::at({});
  co_await signs.stop(at_once);
  record_.note_end(std::chrono::duration<double, std::milli>(base::SystemClock().now() - began).count());
  record_.write();
}

void RunSession::request_stop(std::string reason) {
  stop_reason_ = reason;
  if (runner_ != nullptr) runner_->request_stop(std::move(reason));
}

net::Awaitable<void> RunSession::run_suite(scenario::Suite suite, std::string again_arguments) {
  const base::Deadline deadline = base::Deadline::after(kVersionWithin);
  std::string version = co_await launch::read_version(executor_, suite.profile, deadline);
  result::RunResult head = plan_.head;
  head.controllers.push_back(scenario::describe_controller(suite.profile, std::move(version)));
  record_.note_controller(head.controllers.front());
  terminal_.begin(head, suite.scenarios.size());
  scenario::SuiteOptions options = plan_.options;
  options.again_arguments = std::move(again_arguments);
  options.folder = fmt::format("{}/{}", plan_.work_folder, suite.profile.key);
  scenario::SuiteRunner runner(executor_, std::move(suite), make_world_, std::move(options), *this);
  runner_ = &runner;
  if (!stop_reason_.empty()) runner.request_stop(stop_reason_);
  result::RunResult result = co_await runner.run(std::move(head));
  runner_ = nullptr;
  record_.note_suite(std::move(result));
}

void RunSession::case_started(const scenario::Scenario& scenario) {
  terminal_.case_started(scenario.full_id());
}

void RunSession::case_finished(const result::CaseResult& result) {
  terminal_.case_finished(result);
  record_.note_case(result);
}

}  // namespace gauntlet::cli
