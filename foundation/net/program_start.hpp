// ProgramStart (internal to net): fork and exec, with every descriptor but the standard three closed.
#pragma once

#include "foundation/net/child_process.hpp"

namespace gauntlet::net {

struct StartedProgram {
  pid_t pid = -1;
  // Ours to close, non-blocking.
  int pidfd = -1;
  int standard_output = -1;
  int standard_error = -1;
};

// In a process group of its own; killed if the calling thread ends. kNotFound, kSystem; kInvalid for an empty command.
base::Result<StartedProgram> start_program(const ChildProcessOptions& options);

}  // namespace gauntlet::net
