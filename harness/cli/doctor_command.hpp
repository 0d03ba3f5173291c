// `gauntlet doctor`: starts a controller once and says what it sees of it.
#pragma once

#include "harness/cli/options.hpp"

namespace gauntlet::cli {

ExitCode examine(const DoctorOptions& options, Console console);

}  // namespace gauntlet::cli
