// ExitCode: what the program tells a script (docs/exit-codes.md). Nothing ever counts failures in it.
#pragma once

#include "harness/result/run_result.hpp"

#include <optional>

namespace gauntlet::cli {

enum class ExitCode {
  kOk = 0,
  kFail = 1,    // at least one case failed
  kUsage = 2,   // wrong option, profile or case file
  kError = 3,   // the harness or the environment
  kEmpty = 4,   // nothing was selected
  kTime = 124,  // --timeout of the run
  kInterrupted = 130,
  kTerminated = 143,
};

// `stopped`: the code of the signal or of the time limit that ended the run. Pure.
ExitCode exit_code_of(const result::RunResult& run, std::optional<ExitCode> stopped);

}  // namespace gauntlet::cli
