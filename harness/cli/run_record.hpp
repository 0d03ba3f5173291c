// RunRecord: what a run has found out so far, and its reports, which tell the truth from the first moment on: a run
// that is killed leaves what was done, with the rest as not-run. One loop.
#pragma once

#include "harness/cli/report_files.hpp"
#include "harness/cli/run_plan.hpp"

#include <map>
#include <string>
#include <vector>

namespace gauntlet::cli {

class RunRecord {
 public:
  // All cases of the plan as not-run.
  explicit RunRecord(const RunPlan& plan);

  void note_controller(result::ControllerResult controller);
  // Writes the reports now and then, not for each case of a quick run.
  void note_case(const result::CaseResult& result);
  // What one controller's run gave in the end.
  void note_suite(result::RunResult suite);
  // Nothing more comes.
  void note_end(double duration_ms);

  const result::RunResult& result() const { return run_; }
  // The first report that could not be written, ever.
  const base::Result<void>& written() const { return written_; }
  void write();

 private:
  void put(const result::CaseResult& result);

  result::RunResult run_;
  std::string aborted_;  // of the first suite that did not come to its end
  std::map<std::string, std::size_t> places_;
  std::vector<ReportFile> reports_;
  base::Result<void> written_;
  base::TimePoint next_write_{};
};

}  // namespace gauntlet::cli
