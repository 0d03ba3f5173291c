// RunningInstance (internal to launch): the processes of one instance from their start to their end, and what they say.
#pragma once

#include "foundation/net/child_process.hpp"
#include "foundation/net/periodic_call.hpp"
#include "harness/launch/controller_log.hpp"
#include "harness/launch/instance_processes.hpp"
#include "harness/launch/launch_plan.hpp"

#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <vector>

namespace gauntlet::launch {

class RunningInstance {
 public:
  RunningInstance(net::Executor executor, ControllerProfile profile, LaunchPlan plan);
  ~RunningInstance();
  RunningInstance(const RunningInstance&) = delete;
  RunningInstance& operator=(const RunningInstance&) = delete;

  const ControllerProfile& profile() const { return profile_; }
  const LaunchPlan& plan() const { return plan_; }
  const ControllerLog& log() const { return log_; }
  base::Duration time_to_ready() const { return time_to_ready_; }

  // Opens the log, looks whether there are mount namespaces, runs what is to be run before.
  net::Awaitable<base::Result<void>> prepare(base::Deadline deadline);
  base::Result<void> spawn();
  net::Awaitable<base::Result<void>> wait_until_ready(base::Deadline deadline);
  // Asks the controller to stop, then its companions; kills who does not, and whoever is left; removes containers.
  net::Awaitable<void> stop();

  bool running() const;
  // How the first that ended did; empty while all run.
  std::string exit_description() const;

 private:
  struct Member {
    std::string name;
    bool is_controller;
    std::unique_ptr<net::ChildProcess> process;
    std::string ended;  // once it is stopped
  };

  net::Awaitable<base::Result<void>> run_before(const std::vector<std::string>& command, base::Deadline deadline);
  net::ChildProcessOptions options_of(const std::vector<std::string>& command) const;
  void look_at_memory();
  // "exit code 3", and why we killed it where we did.
  std::string end_of(const Member& member) const;
  void take_line(const std::string& channel, std::string_view line);
  net::Awaitable<base::Result<void>> probe(base::Deadline deadline);
  const Member* ended_member() const;
  base::Error ended_early(const Member& member);
  base::Error never_ready(const base::Error& missing);
  net::Awaitable<void> stop_member(Member& member);
  net::Awaitable<void> remove_containers(base::Deadline deadline);

  net::Executor executor_;
  ControllerProfile profile_;
  LaunchPlan plan_;
  ControllerLog log_;
  std::optional<std::regex> ready_pattern_;
  bool ready_line_seen_ = false;
  InstanceProcesses processes_;
  std::unique_ptr<net::PeriodicCall> memory_watch_;  // until it is asked to stop
  std::string killed_because_;
  std::vector<Member> members_;
  base::TimePoint started_;
  base::Duration time_to_ready_{};
};

}  // namespace gauntlet::launch
