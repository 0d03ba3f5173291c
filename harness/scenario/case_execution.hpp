// Case execution: a pack of cases, or one by itself, from their objects to their removal in a lane.
#pragma once

#include "harness/scenario/attempt.hpp"
#include "harness/scenario/case_runner.hpp"
#include "harness/scenario/lane.hpp"

#include <vector>

namespace gauntlet::scenario {

// What one lane is needed for at a time; all references outlive the call.
struct Execution {
  net::Executor executor;
  Lane& lane;
  const CaseSettings& settings;
  base::Duration canary_within;
  int& next_serial;  // of request ids; counted over the whole run
};

struct PackOutcome {
  std::vector<Attempt> attempts;  // in the order of the cases
  base::Result<void> removed;     // failed: the lane is of no more use
};
// All objects are there before the first check; checks of all cases go on at the same time.
net::Awaitable<PackOutcome> run_pack(Execution execution, std::vector<const Scenario*> cases);

struct AloneOutcome {
  Attempt attempt;
  base::Result<void> removed;
};
net::Awaitable<AloneOutcome> run_alone(Execution execution, const Scenario& scenario);
// In a lane without controllers as yet: they are started behind the objects. The lane is not cleaned up.
net::Awaitable<Attempt> run_cold(Execution execution, const Scenario& scenario);

}  // namespace gauntlet::scenario
