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

// Packs keep the processors busy, other cases wait for most of their time: half of the lanes begin with those.
std::size_t lanes_for_packs(std::size_t lanes, bool has_others) {
  constexpr std::size_t kShareOfOthers = 2;
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

base::Duration waiting_time(const Step& step) {
  if (const auto* send = std::get_if<SendStep>(&step.action)) return send->timing.hold.value_or(base::Duration());
  if (const auto* objects = std::get_if<ObjectsStep>(&step.action)) {
    return objects->timing.hold.value_or(base::Duration());
  }
  if (const auto* wait = std::get_if<WaitStep>(&step.action)) return wait->duration;
  return {};
}

}  // namespace

base::Duration waiting_time(const Scenario& scenario) {
  base::Duration total{};
  for (const Step& step : scenario.steps) total += waiting_time(step);
  return total;
}

std::vector<WorkItem> plan_work(const std::vector<PlannedCase>& cases, const PlanOptions& options) {
  std::vector<std::size_t> order(cases.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (options.order == CaseOrder::kRandom) {
    shuffle(order, options.seed + static_cast<std::uint64_t>(options.repetition));
  }
  std::vector<std::size_t> packed;
  std::vector<std::size_t> others;
  const auto isolation_of = [&](std::size_t index) {
    return std::max(cases[index].isolation, options.least.value_or(Isolation::kPack));
  };
  for (const std::size_t index : order) (isolation_of(index) == Isolation::kPack ? packed : others).push_back(index);
  if (options.order == CaseOrder::kFile) {
    std::stable_sort(others.begin(), others.end(),
                     [&](std::size_t a, std::size_t b) { return cases[a].waiting > cases[b].waiting; });
  }
  std::stable_partition(others.begin(), others.end(),
                        [&](std::size_t index) { return isolation_of(index) == Isolation::kCase; });
  const auto lanes = static_cast<std::size_t>(std::max(1, options.lanes));
  std::vector<WorkItem> plan = deal_packs(packed, lanes_for_packs(lanes, !others.empty()));
  for (const std::size_t index : others) plan.push_back({isolation_of(index), {index}, options.repetition, {}});
  for (WorkItem& item : plan) item.repetition = options.repetition;
  return plan;
}

}  // namespace gauntlet::scenario
