// CaseRunner: one case from its objects to its result, in a lane that is running. The phases are separate so that many
// cases can be prepared, changed and judged together (isolation `pack`).
#pragma once

#include "harness/result/run_result.hpp"
#include "harness/scenario/case_objects.hpp"
#include "harness/scenario/failure_text.hpp"
#include "harness/scenario/lane.hpp"
#include "harness/scenario/scenario.hpp"

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
  // `commit_floor`: changes of the company that this case's controller must work off as well.
  net::Awaitable<void> run_steps(base::TimePoint commit_floor);
  // Everything that the case made; returns when the API server has let go of it.
  net::Awaitable<void> remove();

  base::TimePoint last_commit() const;
  bool ended() const;  // failed, broken or cancelled before its end
  // Once, at the end.
  result::TryResult take_try(const std::string& company);
  std::vector<result::Failure> take_failures();
  result::Status status() const;
  base::TimePoint started_at() const;
  std::string log_tail() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::scenario
