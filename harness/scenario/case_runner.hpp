// CaseRunner: one case from its objects to its result, in a lane that is running. The phases are separate so that many
// cases can be prepared, changed and judged together (isolation `pack`).
#pragma once

#include "harness/result/run_result.hpp"
#include "harness/scenario/attempt.hpp"
#include "harness/scenario/case_objects.hpp"
#include "harness/scenario/failure_text.hpp"
#include "harness/scenario/lane.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/stop_signal.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::scenario {

// What is the same for all cases of a run.
struct CaseSettings {
  RunWords words;
  std::vector<int> no_route_codes;
  double time_scale = 1;       // of every limit
  StopSignal* stop = nullptr;  // never null in use
  const std::map<std::string, std::vector<std::string>>* source_lines = nullptr;
};

class CaseRunner {
 public:
  // All references outlive the runner. `serial` makes request ids unlike those of other cases and tries.
  CaseRunner(Lane& lane, const Scenario& scenario, const CaseSettings& settings, int serial);
  ~CaseRunner();
  CaseRunner(const CaseRunner&) = delete;
  CaseRunner& operator=(const CaseRunner&) = delete;

  // Namespaces, certificates, backends; returns with the pods ready. After a failure the later phases do nothing.
  net::Awaitable<void> prepare_cast();
  net::Awaitable<void> apply_manifests();
  // The controller did not become ready with the objects there, which with `boot: cold` fails the case.
  net::Awaitable<void> fail_to_start(base::Error error);
  // `commit_floor`: changes of the company that this case's controller must work off as well.
  net::Awaitable<void> run_steps(base::TimePoint commit_floor);
  // Everything that the case made; returns when the API server has let go of it. Nothing in a run that is stopped.
  net::Awaitable<base::Result<void>> remove();

  base::TimePoint last_commit() const;
  bool ended() const;  // failed, broken or cancelled before its end
  // Whether its first checks can only be right once the controller has seen the objects. Where they cannot, a canary
  // that is made behind them has to be served first.
  bool first_checks_show_arrival() const;
  // Once, at the end.
  Attempt take_attempt(Company company);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::scenario
