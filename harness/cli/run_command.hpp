// gauntlet run: cases against controllers, with what happens shown, reports written and an exit code that says it all.
#pragma once

#include "harness/cli/options.hpp"

namespace gauntlet::cli {

ExitCode run(const RunOptions& options, Console console);

}  // namespace gauntlet::cli
