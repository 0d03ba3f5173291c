// RunSession: the controllers of a run one after the other, with what the terminal shows and what the record keeps.
// Lives on one loop.
#pragma once

#include "foundation/net/task_group.hpp"
#include "harness/cli/run_record.hpp"
#include "harness/cli/run_terminal.hpp"

#include <string>

namespace gauntlet::cli {

class RunSession : private scenario::RunProgress {
 public:
  // `terminal` and `record` outlive the session.
  RunSession(net::Executor executor, RunPlan plan, scenario::WorldFactory make_world, RunTerminal& terminal,
             RunRecord& record);

  // End it by request_stop().
  net::Awaitable<void> run();
  // What runs is broken off, the rest is not run.
  void request_stop(std::string reason);

 private:
  net::Awaitable<void> run_suite(scenario::Suite suite, std::string again_arguments);
  void case_started(const scenario::Scenario& scenario) override;
  void case_finished(const result::CaseResult& result) override;

  net::Executor executor_;
  RunPlan plan_;
  scenario::WorldFactory make_world_;
  RunTerminal& terminal_;
  RunRecord& record_;
  scenario::SuiteRunner* runner_ = nullptr;  // while one is at work
  std::string stop_reason_;
};

}  // namespace gauntlet::cli
