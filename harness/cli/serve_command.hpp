// gauntlet serve: a fake cluster that stays up until a signal.
#pragma once

#include "harness/cli/options.hpp"

namespace gauntlet::cli {

ExitCode serve(const ServeOptions& options, Console console);

}  // namespace gauntlet::cli
