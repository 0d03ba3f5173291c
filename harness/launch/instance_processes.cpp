#include "harness/launch/instance_processes.hpp"

#include "foundation/net/timer.hpp"

#include <algorithm>
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

namespace gauntlet::launch {

namespace {

using namespace std::chrono_literals;
using net::RunningProcess;

constexpr base::Duration kLookEvery = 5ms;

bool is_same(const RunningProcess& a, const RunningProcess& b) {
  return a.pid == b.pid && a.started == b.started;
}

bool is_alive(const RunningProcess& process) {
  const auto now = net::find_process(process.pid);
  return now && is_same(*now, process) && !now->is_zombie;
}

bool contains(const std::vector<RunningProcess>& processes, const RunningProcess& process) {
  return std::any_of(processes.begin(), processes.end(),
                     [&process](const RunningProcess& other) { return is_same(process, other); });
}

}  // namespace

void InstanceProcesses::look() {
  std::vector<RunningProcess> others = net::running_processes();
  const auto take = [this, &others](const auto& belongs) {
    const auto strangers = std::stable_partition(others.begin(), others.end(), belongs);
    for (auto process = others.begin(); process != strangers; ++process) {
      if (!contains(seen_, *process)) seen_.push_back(*process);
    }
    const bool found = strangers != others.begin();
    others.erase(others.begin(), strangers);
    return found;
  };
  // Orphans are handed to us (become_subreaper), so everybody else descends from a child of ours.
  take([this](const RunningProcess& process) {
    if (process.parent != ::getpid()) return false;
    const auto environment = net::environment_of(process.pid);
    return std::find(environment.begin(), environment.end(), variable_) != environment.end();
  });
  const auto has_parent_among_them = [this](const RunningProcess& process) {
    return std::any_of(seen_.begin(), seen_.end(), [&process](const RunningProcess& parent) {
      return parent.pid == process.parent && parent.started <= process.started && is_alive(parent);
    });
  };
  while (take(has_parent_among_them)) continue;
}

std::vector<RunningProcess> InstanceProcesses::alive() const {
  std::vector<RunningProcess> alive = seen_;
  std::erase_if(alive, [](const RunningProcess& process) { return !is_alive(process); });
  return alive;
}

std::uint64_t InstanceProcesses::memory() {
  look();
  std::uint64_t bytes = 0;
  for (const RunningProcess& process : alive()) bytes += net::private_memory_of(process.pid);
  return bytes;
}

int InstanceProcesses::kill() const {
  const std::vector<RunningProcess> victims = alive();
  for (const RunningProcess& process : victims) ::kill(process.pid, SIGKILL);
  return static_cast<int>(victims.size());
}

// Those whom we inherited are ours to reap; for others, whoever inherited them does.
void InstanceProcesses::reap() const {
  for (const RunningProcess& process : seen_) {
    const auto now = net::find_process(process.pid);
    if (now && is_same(*now, process) && now->is_zombie && now->parent == ::getpid()) {
      ::waitpid(process.pid, nullptr, WNOHANG);
    }
  }
}

int InstanceProcesses::kill_now() {
  look();
  const int killed = kill();
  reap();
  return killed;
}

net::Awaitable<void> InstanceProcesses::kill_all(base::Deadline deadline) {
  while (kill_now() > 0 && !deadline.has_passed(base::SystemClock().now())) {
    const auto waited = co_await net::wait_for(kLookEvery);
    // Who was asked to stop does not wait any more.
    if (!waited) break;
  }
}

}  // namespace gauntlet::launch
