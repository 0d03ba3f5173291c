// CommandRun: a program that is run to its end, for preparing, asking for versions and cleaning up.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/net/child_process.hpp"

#include <map>
#include <string>
#include <vector>

namespace gauntlet::launch {

struct CommandOutcome {
  net::ExitStatus status;
  std::string output;  // both channels, the first 16 KiB
  bool succeeded() const { return status.code == 0; }
};

// kTimeout, kCancelled, and what ChildProcess::spawn says; the program does not outlive the call.
net::Awaitable<base::Result<CommandOutcome>> run_command(net::Executor executor, net::ChildProcessOptions options,
                                                         base::Deadline deadline);

}  // namespace gauntlet::launch
