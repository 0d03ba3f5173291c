// ProcessTable: which processes run on this machine, from proc(5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace gauntlet::net {

struct RunningProcess {
  pid_t pid = -1;
  pid_t parent = -1;
  bool is_zombie = false;
  unsigned long long started = 0;  // clock ticks since boot; with the pid it names a process for good
};

std::vector<RunningProcess> running_processes();
// nullopt where there is none.
std::optional<RunningProcess> find_process(pid_t pid);
// Bytes in memory that it shares with no file and no other program; 0 where there is none.
std::uint64_t private_memory_of(pid_t pid);
// NAME=VALUE each, as at its start unless it has written over them; empty where we may not look.
std::vector<std::string> environment_of(pid_t pid);

}  // namespace gauntlet::net
