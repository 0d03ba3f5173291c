// InstanceProcesses: everything that was started by one controller instance, also what has left its process group or
// put itself into the background. Known by a variable in the environment that is handed down, and by descent from those
// who have it; who cleared both is found only if he was seen before.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/net/awaitable.hpp"
#include "foundation/net/process_table.hpp"

#include <string>
#include <vector>

namespace gauntlet::launch {

class InstanceProcesses {
 public:
  // `variable`: NAME=VALUE, unlike that of any other instance on this machine.
  explicit InstanceProcesses(std::string variable) : variable_(std::move(variable)) {}

  // Looks who is there now, and remembers them.
  void look();
  // Those seen so far that still run.
  std::vector<net::RunningProcess> alive() const;
  // Bytes of all who are there now.
  std::uint64_t memory();
  // Kills those seen so far and returns how many there were; whoever owns them reaps them.
  int kill() const;
  // Kills and reaps whoever is left. No ChildProcess may own one of them any more.
  net::Awaitable<void> kill_all(base::Deadline deadline);
  // Returns how many there were; they end soon.
  int kill_now();

 private:
  void reap() const;

  std::string variable_;
  std::vector<net::RunningProcess> seen_;
};

}  // namespace gauntlet::launch
