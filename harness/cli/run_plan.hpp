// RunPlan: everything that a run needs, read and checked before anything is started.
#pragma once

#include "harness/cli/options.hpp"
#include "harness/cli/report_files.hpp"
#include "harness/scenario/case_reader.hpp"
#include "harness/scenario/suite_runner.hpp"

#include <variant>
#include <vector>

namespace gauntlet::cli {

struct RunPlan {
  std::vector<scenario::Suite> suites;       // one per controller
  std::vector<std::string> again_arguments;  // of each: what leads to the same controller and cases
  scenario::SuiteOptions options;            // of each; `folder` is the run's
  result::RunResult head;                    // what is known before; no controllers, no cases
  std::vector<ReportFile> reports;
  std::string work_folder;  // of the controllers' kubeconfigs and logs
};

// What ${class} and so on mean for a controller.
scenario::Bindings bindings_for(const launch::ControllerProfile& profile);

// Mistakes are written to `console` all at once; then nothing may be started.
std::variant<RunPlan, EarlyExit> plan_run(const RunOptions& options, Console console);

}  // namespace gauntlet::cli
