// WorkPlan: which cases run together, and in which order (ux.md 7, 6). Pure.
#pragma once

#include "harness/scenario/scenario.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace gauntlet::scenario {

enum class CaseOrder {
  kFile,    // as read: sorted by id
  kRandom,  // drawn from the seed, anew for each repetition
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

// `isolations`: of each case. Packs come first, none larger than 64 cases: one for each lane at least, but for a
// quarter of the lanes where there are other cases. Then the cases with a lane of their own, which spend their time
// starting; then the rest.
std::vector<WorkItem> plan_work(const std::vector<Isolation>& isolations, const PlanOptions& options);

}  // namespace gauntlet::scenario
