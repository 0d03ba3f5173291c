// SuiteRunner: a selection of cases against one controller: plans who runs with whom, keeps the lanes, runs the cases
// and gives the RunResult. Lives on one loop.
#pragma once

#include "harness/launch/controller_profile.hpp"
#include "harness/result/run_result.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/work_plan.hpp"
#include "harness/scenario/world.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::scenario {

struct SuiteOptions {
  SuiteOptions() = default;
  int lanes = 2;      // worlds with a controller each, side by side
  int repeat = 1;     // every repetition has to pass
  int fail_fast = 0;  // hand out no more work after so many failed cases; 0: never
  CaseOrder order = CaseOrder::kFile;
  std::optional<Isolation> isolation;             // instead of each case's own
  double time_scale = 1;                          // of every time limit; not of what a case waits or holds
  std::string again_arguments;                    // of RunWords; empty: "-c" and the controller's key
  std::string folder;                             // for logs and kubeconfigs of the controllers; made if missing
  std::vector<std::string> controller_arguments;  // behind those of the profile
  base::Duration start_within = std::chrono::seconds(30);  // of a world; its controllers have the profile's time
};

struct Suite {
  std::vector<Scenario> scenarios;  // selected; read with the bindings of this profile and of the worlds
  std::map<std::string, std::vector<std::string>> source_lines;  // of CaseSet
  launch::ControllerProfile profile;
};

// What a terminal shows while a run goes on. Called on the runner's loop.
class RunProgress {
 public:
  virtual ~RunProgress() = default;
  virtual void case_started(const Scenario& /*scenario*/) {}
  // Once for each case of the selection, those that were not run included.
  virtual void case_finished(const result::CaseResult& result) = 0;
};

class SuiteRunner {
 public:
  // `progress` outlives the runner.
  SuiteRunner(net::Executor executor, Suite suite, WorldFactory make_world, SuiteOptions options,
              RunProgress& progress);
  ~SuiteRunner();
  SuiteRunner(const SuiteRunner&) = delete;
  SuiteRunner& operator=(const SuiteRunner&) = delete;

  // `head`: what is known before (id, seed, versions, the one ControllerResult). The rest is filled in, cases sorted.
  // `aborted` is what request_stop() said, "fail-fast", or "no controller: ..." where none could be started (cases that
  // were not run are `not-run` then). All lanes are stopped when it returns. End it by request_stop(), not by stopping
  // the task that awaits it.
  net::Awaitable<result::RunResult> run(result::RunResult head);
  // At once on the runner's loop: what runs is broken off, within the time of one request; the rest is not run.
  void request_stop(std::string reason);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What the report says of the controller; `version` is launch::read_version's.
result::ControllerResult describe_controller(const launch::ControllerProfile& profile, std::string version);

}  // namespace gauntlet::scenario
