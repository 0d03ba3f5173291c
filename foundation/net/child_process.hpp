// ChildProcess: a program in a process group of its own with a given environment, its output delivered by line. It
// never outlives its owner: the destructor kills the group.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/base/result.hpp"
#include "foundation/net/awaitable.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace gauntlet::net {

enum class OutputChannel { kStdout, kStderr };

struct ChildProcessOptions {
  ChildProcessOptions() = default;
  std::vector<std::string> command;                // command[0] is looked up in PATH of `environment`, then ours
  std::map<std::string, std::string> environment;  // exactly this, nothing inherited
  std::string working_directory;                   // empty: ours
  // Called on the loop; lines are cut at 16 KiB and carry no newline.
  std::function<void(OutputChannel, std::string_view)> on_line;
};

struct ExitStatus {
  std::optional<int> code;        // ended by itself
  std::optional<int> signal;      // ended by a signal
  std::string to_string() const;  // "exit code 3", "signal 9 (Killed)"
};

class ChildProcess {
 public:
  // kNotFound if there is no such program, kSystem otherwise, kInvalid for an empty command. Linux also kills the
  // program (not its descendants) when the thread that called this ends, however it ends; so call it on a loop that
  // stays.
  static base::Result<std::unique_ptr<ChildProcess>> spawn(Executor executor, ChildProcessOptions options);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const;
  // Present once it has ended and its output up to then was read. Lines of descendants may follow.
  std::optional<ExitStatus> exit_status() const;
  // kTimeout, kCancelled. Ok: exit_status() is present.
  Awaitable<base::Result<void>> wait_for_exit(base::Deadline deadline);
  void signal_group(int signal_number);
  // `signal_number` to the group; SIGKILL to what is left of the group at the deadline, or once the program itself has
  // ended; and reaps. A stop of the calling task does not end this wait.
  Awaitable<ExitStatus> stop(int signal_number, base::Deadline gentle_until);

 private:
  struct State;
  explicit ChildProcess(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Makes this process the reaper of orphans below it (PR_SET_CHILD_SUBREAPER), so that a daemonising controller is seen.
void become_subreaper();
// Kills and reaps what is left below this process, children of a living ChildProcess included; so call it last. Returns
// how many were alive.
int kill_remaining_children();

}  // namespace gauntlet::net
