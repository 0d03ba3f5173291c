// gauntlet list: what would run, with level, features and place.
#pragma once

#include "harness/cli/options.hpp"

namespace gauntlet::cli {

ExitCode list(const ListOptions& options, Console console);

}  // namespace gauntlet::cli
