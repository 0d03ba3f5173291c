// gauntlet report: any report from the result files of runs; without a choice, what the run said on the terminal.
#pragma once

#include "harness/cli/options.hpp"

namespace gauntlet::cli {

ExitCode make_reports(const ReportOptions& options, Console console);

}  // namespace gauntlet::cli
