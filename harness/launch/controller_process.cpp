#include "harness/launch/controller_process.hpp"

#include "foundation/net/child_process.hpp"
#include "foundation/net/timer.hpp"
#include "harness/launch/controller_log.hpp"
#include "harness/launch/instance_processes.hpp"
#include "harness/launch/launch_plan.hpp"
#include "harness/launch/listening_sockets.hpp"
#include "harness/launch/readiness.hpp"

#include <fmt/format.h>

#include <csignal>
#include <regex>

namespace gauntlet::launch {

namespace {

using namespace std::chrono_literals;
using base::Deadline;
using base::Error;
using base::Reason;
using base::Result;

constexpr base::Duration kProbeEvery = 10ms;
constexpr base::Duration kProbeWithin = 1s;
constexpr base::Duration kKilledWithin = 5s;
constexpr std::size_t kTailInErrors = 20;
constexpr std::size_t kLongestMatched = 2048;  // std::regex recurses once per character

base::TimePoint now() {
  return base::SystemClock().now();
}

std::string seconds(base::Duration duration) {
  return fmt::format("{:.1f}s", std::chrono::duration<double>(duration).count());
}

}  // namespace

struct ControllerProcess::State {
  State(net::Executor its_executor, ControllerProfile its_profile, LaunchPlan its_plan);

  Result<void> spawn();
  void take_line(net::OutputChannel channel, std::string_view line);
  net::Awaitable<Result<void>> probe(Deadline deadline);
  net::Awaitable<Result<void>> wait_until_ready(Deadline deadline);
  Error ended_early();
  Error never_ready(const Error& missing);
  net::Awaitable<void> stop();
  void end(const net::ExitStatus& status);

  net::Executor executor;
  ControllerProfile profile;
  LaunchPlan plan;
  ControllerLog log;
  std::optional<std::regex> ready_pattern;
  bool ready_line_seen = false;
  InstanceProcesses processes;
  std::unique_ptr<net::ChildProcess> child;
  base::TimePoint started;
  base::Duration time_to_ready{};
  std::string ended;  // how, once stop() is done
};

ControllerProcess::State::State(net::Executor its_executor, ControllerProfile its_profile, LaunchPlan its_plan)
    : executor(std::move(its_executor)),
      profile(std::move(its_profile)),
      plan(std::move(its_plan)),
      log(profile.log_masks),
      processes(fmt::format("{}#{}", plan.folder, ::getpid())) {
  if (!profile.ready_log.empty()) ready_pattern.emplace(profile.ready_log, std::regex::ECMAScript);
}

Result<void> ControllerProcess::State::spawn() {
  if (!is_program(plan.command.front(), plan.environment["PATH"])) {
    return missing_program(profile, plan.command.front(), "start.command");
  }
  const auto opened = log.open(plan.folder + "/controller.log");
  if (!opened) return opened.error();
  // Who puts itself into the background becomes a child of ours, and is found there.
  net::become_subreaper();
  net::ChildProcessOptions options;
  options.command = plan.command;
  options.environment = plan.environment;
  options.environment[InstanceProcesses::kVariable] = processes.mark();
  options.working_directory = plan.folder;
  options.on_line = [this](net::OutputChannel channel, std::string_view line) { take_line(channel, line); };
  started = now();
  auto spawned = net::ChildProcess::spawn(executor, std::move(options));
  if (!spawned) return spawned.error().with_context(profile.file);
  child = std::move(*spawned);
  return Result<void>();
}

void ControllerProcess::State::take_line(net::OutputChannel channel, std::string_view line) {
  log.add(channel == net::OutputChannel::kStdout ? "stdout" : "stderr", line);
  if (!ready_pattern || ready_line_seen) return;
  const std::string_view matched = line.substr(0, kLongestMatched);
  ready_line_seen = std::regex_search(matched.begin(), matched.end(), *ready_pattern);
}

net::Awaitable<Result<void>> ControllerProcess::State::probe(Deadline deadline) {
  if (ready_pattern && !ready_line_seen) {
    co_return Error(Reason::kServiceUnavailable, fmt::format("no line of its log matches '{}'", profile.ready_log));
  }
  const Deadline soon = deadline.earlier_of(Deadline::after(kProbeWithin));
  if (!plan.ready_url.empty()) {
    auto answered = co_await probe_url(plan.ready_url, soon);
    co_return answered;
  }
  if (ready_pattern) co_return Result<void>();
  net::Endpoint http = plan.listener("http");
  auto accepted = co_await probe_listener(std::move(http), soon);
  co_return accepted;
}

net::Awaitable<Result<void>> ControllerProcess::State::wait_until_ready(Deadline deadline) {
  const Deadline last = deadline.earlier_of(Deadline::after(profile.ready_within));
  for (;;) {
    const Result<void> probed = co_await probe(last);
    if (child->exit_status()) co_return ended_early();
    if (probed) break;
    if (last.has_passed(now())) co_return never_ready(probed.error());
    const auto waited = co_await net::wait_for(kProbeEvery);
    if (!waited) co_return waited.error();
  }
  time_to_ready = now() - started;
  processes.look();
  co_return Result<void>();
}

Error ControllerProcess::State::ended_early() {
  processes.look();
  std::string message = fmt::format("{}: '{}' ended before it was ready, after {}: {}", profile.file,
                                    plan.command.front(), seconds(now() - started), child->exit_status()->to_string());
  const auto left = processes.alive();
  if (!left.empty()) {
    message += fmt::format("; it left process {} behind: start it in the foreground", left.front().pid);
  }
  return Error(Reason::kSystem, std::move(message), log.tail_text(kTailInErrors));
}

Error ControllerProcess::State::never_ready(const Error& missing) {
  processes.look();
  std::string listeners;
  for (const net::Endpoint& endpoint : listening_sockets(processes.alive())) {
    listeners += (listeners.empty() ? "" : ", ") + endpoint.to_string();
  }
  std::string message =
      fmt::format("{}: '{}' was not ready within {}: {}; it listens on {}", profile.file, plan.command.front(),
                  seconds(now() - started), missing.to_string(), listeners.empty() ? "no port" : listeners);
  return Error(Reason::kTimeout, std::move(message), log.tail_text(kTailInErrors));
}

net::Awaitable<void> ControllerProcess::State::stop() {
  if (child) {
    processes.look();
    const Deadline gentle_until = Deadline::after(profile.stop_within);
    const bool was_running = !child->exit_status();
    const net::ExitStatus status = co_await child->stop(profile.stop_signal, gentle_until);
    ended = status.to_string();
    if (was_running && status.signal == SIGKILL && profile.stop_signal != SIGKILL) {
      ended += fmt::format(", having ignored the request to stop for {}", seconds(profile.stop_within));
    }
    child.reset();
  }
  const Deadline killed_by = Deadline::after(kKilledWithin);
  co_await processes.kill_all(killed_by);
  log.close();
}

net::Awaitable<Result<std::unique_ptr<ControllerProcess>>> ControllerProcess::start(net::Executor executor,
                                                                                    ControllerProfile profile,
                                                                                    InstanceOptions options,
                                                                                    Deadline deadline) {
  auto plan = make_plan(executor, profile, options);
  if (!plan) co_return plan.error();
  auto state = std::make_unique<State>(std::move(executor), std::move(profile), std::move(*plan));
  auto process = std::unique_ptr<ControllerProcess>(new ControllerProcess(std::move(state)));
  State& in = *process->state_;
  const auto spawned = in.spawn();
  if (!spawned) co_return spawned.error();
  const auto ready = co_await in.wait_until_ready(deadline);
  if (!ready) {
    co_await in.stop();
    co_return ready.error();
  }
  co_return process;
}

ControllerProcess::ControllerProcess(std::unique_ptr<State> state) : state_(std::move(state)) {}

ControllerProcess::~ControllerProcess() {
  if (!state_->child) return;
  state_->processes.look();
  state_->child.reset();
  state_->processes.kill_now();
}

net::Endpoint ControllerProcess::http_endpoint() const {
  return state_->plan.listener("http");
}

net::Endpoint ControllerProcess::https_endpoint() const {
  return state_->plan.listener("https");
}

const std::string& ControllerProcess::address() const {
  return state_->plan.values.at("address");
}

base::Duration ControllerProcess::time_to_ready() const {
  return state_->time_to_ready;
}

bool ControllerProcess::running() const {
  return state_->child && !state_->child->exit_status();
}

std::string ControllerProcess::exit_description() const {
  if (!state_->child) return state_->ended;
  const auto status = state_->child->exit_status();
  return status ? status->to_string() : std::string();
}

std::vector<LogLine> ControllerProcess::log_tail(std::size_t count) const {
  return state_->log.tail(count);
}

long long ControllerProcess::log_line_count() const {
  return state_->log.line_count();
}

net::Awaitable<void> ControllerProcess::stop() {
  co_await state_->stop();
}

}  // namespace gauntlet::launch
