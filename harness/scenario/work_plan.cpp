#include "harness/scenario/work_plan.hpp"

#include <algorithm>
#include <numeric>
#include <random>

namespace gauntlet::scenario {

namespace {

// A pack that fails as a whole is run again case by case; and its checks share one controller and one pair of cores.
constexpr std::size_t kMostInPack = 64;

// Not std::shuffle: its result differs between standard libraries.
void shuffle(std::vector<std::size_t>& indices, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  for (std::size_t i = indices.size(); i > 1; --i) std::swap(indices[i - 1], indices[random() % i]);
}

// Packs keep the processors busy, other cases wait for most of their time: a quarter of the lanes begins with those.
std::size_t lanes_for_packs(std::size_t lanes, bool has_others) {
  constexpr std::size_t kShareOfOthers = 4;
  return has_others ? lanes - lanes / kShareOfOthers : lanes;
}

// Dealt like cards, so that each pack gets its share of every folder.
std::vector<WorkItem> deal_packs(const std::vector<std::size_t>& cases, std::size_t wanted) {
  const std::size_t needed = (cases.size() + kMostInPack - 1) / kMostInPack;
  const std::size_t count = std::min(cases.size(), std::max(needed, wanted));
  std::vector<WorkItem> packs(count);
  for (std::size_t i = 0; i < cases.size(); ++i) packs[i % count].cases.push_back(cases[i]);
  for (WorkItem& pack : packs) pack.isolation = Isolation::kPack;
  return packs;
}

}  // namespace

std::vector<WorkItem> plan_work(const std::vector<Isolation>& isolations, const PlanOptions& options) {
  std::vector<std::size_t> order(isolations.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (options.order == CaseOrder::kRandom) {
    shuffle(order, options.seed + static_cast<std::uint64_t>(options.repetition));
  }
  std::vector<std::size_t> packed;
  std::vector<WorkItem> own;
  std::vector<WorkItem> reset;
  for (const std::size_t index : order) {
    const Isolation isolation = std::max(isolations[index], options.least.value_or(Isolation::kPack));
    if (isolation == Isolation::kPack) {
      packed.push_back(index);
    } else {
      (isolation == Isolation::kCase ? own : reset).push_back({isolation, {index}, options.repetition, {}});
    }
  }
  const auto lanes = static_cast<std::size_t>(std::max(1, options.lanes));
  std::vector<WorkItem> plan = deal_packs(packed, lanes_for_packs(lanes, !own.empty() || !reset.empty()));
  plan.insert(plan.end(), own.begin(), own.end());
  plan.insert(plan.end(), reset.begin(), reset.end());
  for (WorkItem& item : plan) item.repetition = options.repetition;
  return plan;
}

}  // namespace gauntlet::scenario
