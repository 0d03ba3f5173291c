#include "harness/launch/running_instance.hpp"

#include "foundation/base/text.hpp"
#include "foundation/net/timer.hpp"
#include "harness/launch/command_run.hpp"
#include "harness/launch/listening_sockets.hpp"
#include "harness/launch/mount_script.hpp"
#include "harness/launch/readiness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

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
// Who takes a gigabyte a second is not far beyond his limit then.
constexpr base::Duration kLookAtMemoryEvery = 500ms;
constexpr std::size_t kTailInErrors = 20;
constexpr std::size_t kLongestMatched = 2048;  // std::regex recurses once per character

base::TimePoint now() {
  return base::SystemClock().now();
}

std::string mebibytes(std::uint64_t bytes) {
  return fmt::format("{} MiB", bytes >> 20);
}

std::string seconds(base::Duration duration) {
  return fmt::format("{:.1f}s", std::chrono::duration<double>(duration).count());
}

}  // namespace

RunningInstance::RunningInstance(net::Executor executor, ControllerProfile profile, LaunchPlan plan)
    : executor_(std::move(executor)),
      profile_(std::move(profile)),
      plan_(std::move(plan)),
      log_(profile_.log_masks),
      processes_(fmt::format("{}={}", kInstanceVariable, mark_of(plan_))) {
  if (!profile_.ready_log.empty()) ready_pattern_.emplace(profile_.ready_log, std::regex::ECMAScript);
}

RunningInstance::~RunningInstance() {
  const bool is_stopped =
      std::all_of(members_.begin(), members_.end(), [](const Member& member) { return !member.process; });
  if (is_stopped) return;
  processes_.look();
  members_.clear();
  processes_.kill_now();
}

net::ChildProcessOptions RunningInstance::options_of(const std::vector<std::string>& command) const {
  net::ChildProcessOptions options;
  options.command = command;
  options.environment = plan_.environment;
  options.working_directory = plan_.directory;
  return options;
}

net::Awaitable<Result<void>> RunningInstance::prepare(Deadline deadline) {
  const auto opened = log_.open(plan_.folder + "/controller.log");
  if (!opened) co_return opened.error();
  if (plan_.has_own_mounts) {
    net::ChildProcessOptions options = options_of(try_own_mounts());
    const auto tried = co_await run_command(executor_, std::move(options), deadline);
    if (!tried) co_return tried.error().with_context(profile_.file);
    if (!tried->succeeded()) {
      co_return Error(Reason::kSystem,
                      fmt::format("{}: the controller needs paths of its own (start.mounts), and this machine gives no "
                                  "mount namespace: run as root, or allow user namespaces "
                                  "(sysctl kernel.unprivileged_userns_clone=1, and with AppArmor "
                                  "kernel.apparmor_restrict_unprivileged_userns=0)",
                                  profile_.file),
                      tried->output);
    }
  }
  for (const auto& command : plan_.prepare) {
    const auto done = co_await run_before(command, deadline);
    if (!done) co_return done.error();
  }
  co_return Result<void>();
}

net::Awaitable<Result<void>> RunningInstance::run_before(const std::vector<std::string>& command, Deadline deadline) {
  net::ChildProcessOptions options = options_of(command);
  const auto outcome = co_await run_command(executor_, std::move(options), deadline);
  if (!outcome) {
    const bool is_late = outcome.error().reason() == Reason::kTimeout;
    const std::string what = fmt::format("{}: '{}' (start.prepare)", profile_.file, command.front());
    co_return is_late ? Error(Reason::kTimeout, what + " does not end") : outcome.error().with_context(what);
  }
  for (const std::string_view line : base::split(outcome->output, '\n')) {
    if (!line.empty()) log_.add("prepare", line);
  }
  if (outcome->succeeded()) co_return Result<void>();
  co_return Error(Reason::kSystem,
                  fmt::format("{}: '{}' (start.prepare) ended with {}", profile_.file, fmt::join(command, " "),
                              outcome->status.to_string()),
                  outcome->output);
}

Result<void> RunningInstance::spawn() {
  // Who puts itself into the background becomes a child of ours, and is found there.
  net::become_subreaper();
  started_ = now();
  for (const PlannedProcess& planned : plan_.processes) {
    const bool is_controller = members_.empty();
    const std::string prefix = is_controller ? "" : planned.name + ".";
    net::ChildProcessOptions options = options_of(planned.command);
    options.environment = planned.environment;
    options.on_line = [this, prefix](net::OutputChannel channel, std::string_view line) {
      take_line(prefix + (channel == net::OutputChannel::kStdout ? "stdout" : "stderr"), line);
    };
    auto spawned = net::ChildProcess::spawn(executor_, std::move(options));
    if (!spawned) return spawned.error().with_context(profile_.file);
    members_.push_back({planned.name, is_controller, std::move(*spawned), ""});
  }
  memory_watch_ = std::make_unique<net::PeriodicCall>(executor_, kLookAtMemoryEvery, [this] { look_at_memory(); });
  return Result<void>();
}

void RunningInstance::look_at_memory() {
  const std::uint64_t held = processes_.memory();
  if (held <= profile_.memory) return;
  killed_because_ = fmt::format("it was killed, for it held {} of memory, more than the {} of start.memory",
                                mebibytes(held), mebibytes(profile_.memory));
  processes_.kill();
  memory_watch_.reset();
}

std::string RunningInstance::end_of(const Member& member) const {
  const std::string how = member.process ? member.process->exit_status()->to_string() : member.ended;
  return killed_because_.empty() ? how : how + ": " + killed_because_;
}

void RunningInstance::take_line(const std::string& channel, std::string_view line) {
  log_.add(channel, line);
  if (!ready_pattern_ || ready_line_seen_) return;
  const std::string_view matched = line.substr(0, kLongestMatched);
  ready_line_seen_ = std::regex_search(matched.begin(), matched.end(), *ready_pattern_);
}

net::Awaitable<Result<void>> RunningInstance::probe(Deadline deadline) {
  if (ready_pattern_ && !ready_line_seen_) {
    co_return Error(Reason::kServiceUnavailable, fmt::format("no line of its log matches '{}'", profile_.ready_log));
  }
  const Deadline soon = deadline.earlier_of(Deadline::after(kProbeWithin));
  if (!plan_.ready_url.empty()) {
    auto answered = co_await probe_url(plan_.ready_url, soon);
    co_return answered;
  }
  if (ready_pattern_) co_return Result<void>();
  net::Endpoint http = plan_.listener("http");
  auto accepted = co_await probe_listener(std::move(http), soon);
  co_return accepted;
}

net::Awaitable<Result<void>> RunningInstance::wait_until_ready(Deadline deadline) {
  const Deadline last = deadline.earlier_of(Deadline::after(profile_.ready_within));
  for (;;) {
    const Result<void> probed = co_await probe(last);
    if (const Member* ended = ended_member()) co_return ended_early(*ended);
    if (probed) break;
    if (last.has_passed(now())) co_return never_ready(probed.error());
    const auto waited = co_await net::wait_for(kProbeEvery);
    if (!waited) co_return waited.error();
  }
  time_to_ready_ = now() - started_;
  processes_.look();
  co_return Result<void>();
}

const RunningInstance::Member* RunningInstance::ended_member() const {
  const auto ended = std::find_if(members_.begin(), members_.end(), [](const Member& member) {
    return !member.process || member.process->exit_status();
  });
  return ended == members_.end() ? nullptr : &*ended;
}

Error RunningInstance::ended_early(const Member& member) {
  processes_.look();
  std::string message = fmt::format("{}: '{}' ended before it was ready, after {}: {}", profile_.file, member.name,
                                    seconds(now() - started_), end_of(member));
  auto left = processes_.alive();
  for (const Member& other : members_) {
    std::erase_if(left, [&other](const net::RunningProcess& process) { return process.pid == other.process->pid(); });
  }
  if (!left.empty() && member.is_controller) {
    message += fmt::format("; it left process {} behind: start it in the foreground", left.front().pid);
  }
  return Error(Reason::kSystem, std::move(message), log_.tail_text(kTailInErrors));
}

Error RunningInstance::never_ready(const Error& missing) {
  if (members_.empty()) {
    return Error(
        Reason::kTimeout,
        fmt::format("{}: the controller that somebody else runs was not ready within {}: {}; "
                    "its kubeconfig is {}",
                    profile_.file, seconds(now() - started_), missing.to_string(), plan_.values.at("kubeconfig")));
  }
  processes_.look();
  std::string listeners;
  for (const net::Endpoint& endpoint : listening_sockets(processes_.alive())) {
    listeners += (listeners.empty() ? "" : ", ") + endpoint.to_string();
  }
  std::string message =
      fmt::format("{}: '{}' was not ready within {}: {}; it listens on {}", profile_.file, members_.front().name,
                  seconds(now() - started_), missing.to_string(), listeners.empty() ? "no port" : listeners);
  return Error(Reason::kTimeout, std::move(message), log_.tail_text(kTailInErrors));
}

net::Awaitable<void> RunningInstance::stop_member(Member& member) {
  const Deadline gentle_until = Deadline::after(profile_.stop_within);
  const bool was_running = !member.process->exit_status();
  const net::ExitStatus status = co_await member.process->stop(profile_.stop_signal, gentle_until);
  member.ended = status.to_string();
  if (was_running && status.signal == SIGKILL && profile_.stop_signal != SIGKILL) {
    member.ended += fmt::format(", having ignored the request to stop for {}", seconds(profile_.stop_within));
  }
  member.process.reset();
}

net::Awaitable<void> RunningInstance::stop() {
  memory_watch_.reset();
  if (std::any_of(members_.begin(), members_.end(), [](const Member& member) { return member.process != nullptr; })) {
    processes_.look();
    for (Member& member : members_) {
      if (!member.process) continue;
      co_await stop_member(member);
    }
  }
  const Deadline killed_by = Deadline::after(kKilledWithin);
  co_await processes_.kill_all(killed_by);
  co_await remove_containers(killed_by);
  log_.close();
}

// Who kills the engine's client does not kill the container.
net::Awaitable<void> RunningInstance::remove_containers(Deadline deadline) {
  for (const PlannedProcess& planned : plan_.processes) {
    if (!planned.container) continue;
    net::ChildProcessOptions options = options_of(remove_command_of(*planned.container));
    const auto removed = co_await run_command(executor_, std::move(options), deadline);
    base::ignore_failure(removed);
  }
}

bool RunningInstance::running() const {
  return ended_member() == nullptr;
}

std::string RunningInstance::exit_description() const {
  const Member* member = ended_member();
  if (member == nullptr) return {};
  const std::string how = end_of(*member);
  return member->is_controller ? how : member->name + ": " + how;
}

}  // namespace gauntlet::launch
