// WorkPlan: which cases run together, and in which order (ux.md 7, 6). Pure.
#pragma once

#include "harness/scenario/scenario.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace gauntlet::scenario {

enum class CaseOrder {
  kFile,    // as read: sorted by id; what waits long begins before that
  kRandom,  // drawn from the seed, anew for each repetition
};

// What is planned of a case.
struct PlannedCase {
  Isolation isolation = Isolation::kReset;
  base::Duration waiting{};  // the time that it waits whatever the controller does
};

// What one lane does at a time: a pack of many cases, or one case.
struct WorkItem {
  Isolation isolation = Isolation::kReset;
  std::vector<std::size_t> cases;   // indices into what was planned
  int repetition = 1;               // from 1
  std::optional<std::size_t> pack;  // of a case that is run again alone: which pack it failed in
};

struct PlanOptions {
  PlanOptions() = default;
  int lanes = 1;
  std::optional<Isolation> least;  // no case runs in closer company
  CaseOrder order = CaseOrder::kFile;
  std::uint64_t seed = 0;
  int repetition = 1;
};

// Packs come first, none larger than 64 cases: one for each lane at least, but for half of the lanes where there are
// other cases. Then the cases with a lane of their own, which spend their time starting; then the rest. Of these the
// ones that wait longest come first, unless the order is random: begun last, they would be waited for by nobody but the
// run.
std::vector<WorkItem> plan_work(const std::vector<PlannedCase>& cases, const PlanOptions& options);

// What its steps wait for in any case: the `for` of checks, and `wait`.
base::Duration waiting_time(const Scenario& scenario);

}  // namespace gauntlet::scenario
