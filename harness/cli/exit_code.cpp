#include "harness/cli/exit_code.hpp"

namespace gauntlet::cli {

ExitCode exit_code_of(const result::RunResult& run, std::optional<ExitCode> stopped) {
  if (stopped) return *stopped;
  const result::Totals totals = result::count(run.cases);
  if (totals.of(result::Status::kFail) > 0) return ExitCode::kFail;
  if (totals.of(result::Status::kError) > 0 || !run.aborted.empty()) return ExitCode::kError;
  return run.cases.empty() ? ExitCode::kEmpty : ExitCode::kOk;
}

}  // namespace gauntlet::cli
