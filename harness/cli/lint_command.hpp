// gauntlet lint: reads cases and profiles and says what is wrong with them. No controller, no sockets.
#pragma once

#include "harness/cli/options.hpp"

namespace gauntlet::cli {

ExitCode lint(const LintOptions& options, Console console);

}  // namespace gauntlet::cli
