#include "harness/scenario/work_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace gauntlet::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Isolation kPack = Isolation::kPack;
constexpr Isolation kReset = Isolation::kReset;
constexpr Isolation kCase = Isolation::kCase;

std::vector<Isolation> packed(std::size_t count) {
  return std::vector<Isolation>(count, kPack);
}

PlanOptions with_lanes(int lanes) {
  PlanOptions options;
  options.lanes = lanes;
  return options;
}

TEST(PlanWork, NothingToDo) {
  EXPECT_THAT(plan_work({}, with_lanes(2)), IsEmpty());
}

TEST(PlanWork, PacksFirstThenOwnLanesThenTheRest) {
  const auto plan = plan_work({kReset, kPack, kCase, kPack, kReset}, with_lanes(1));
  ASSERT_EQ(plan.size(), 4u);
  EXPECT_EQ(plan[0].isolation, kPack);
  EXPECT_THAT(plan[0].cases, ElementsAre(1, 3));
  EXPECT_EQ(plan[1].isolation, kCase);
  EXPECT_THAT(plan[1].cases, ElementsAre(2));
  EXPECT_EQ(plan[2].isolation, kReset);
  EXPECT_THAT(plan[2].cases, ElementsAre(0));
  EXPECT_THAT(plan[3].cases, ElementsAre(4));
}

TEST(PlanWork, EachLaneGetsAPack) {
  const auto plan = plan_work(packed(5), with_lanes(2));
  ASSERT_EQ(plan.size(), 2u);
  EXPECT_THAT(plan[0].cases, ElementsAre(0, 2, 4));
  EXPECT_THAT(plan[1].cases, ElementsAre(1, 3));
  EXPECT_EQ(plan_work(packed(1), with_lanes(2)).size(), 1u);
}

TEST(PlanWork, AQuarterOfTheLanesBeginsWithWhatIsNotPacked) {
  std::vector<Isolation> isolations = packed(32);
  EXPECT_EQ(plan_work(isolations, with_lanes(8)).size(), 8u);
  isolations.push_back(kReset);
  const auto plan = plan_work(isolations, with_lanes(8));
  ASSERT_EQ(plan.size(), 7u);
  EXPECT_EQ(plan[5].isolation, kPack);
  EXPECT_EQ(plan[6].isolation, kReset);
}

TEST(PlanWork, NoPackIsLargerThan64) {
  const auto plan = plan_work(packed(200), with_lanes(2));
  EXPECT_EQ(plan.size(), 4u);
  std::set<std::size_t> seen;
  for (const WorkItem& item : plan) {
    EXPECT_LE(item.cases.size(), 64u);
    seen.insert(item.cases.begin(), item.cases.end());
  }
  EXPECT_EQ(seen.size(), 200u);
}

TEST(PlanWork, AForcedIsolationOnlyEverSeparatesMore) {
  PlanOptions options = with_lanes(2);
  options.least = kReset;
  const auto reset = plan_work({kPack, kCase, kReset}, options);
  ASSERT_EQ(reset.size(), 3u);
  EXPECT_EQ(reset[0].isolation, kCase);
  EXPECT_EQ(reset[1].isolation, kReset);
  options.least = kPack;
  EXPECT_EQ(plan_work({kCase}, options)[0].isolation, kCase);
}

TEST(PlanWork, TheSeedAndTheRepetitionDecideARandomOrder) {
  PlanOptions options = with_lanes(1);
  options.order = CaseOrder::kRandom;
  options.seed = 7;
  const auto first = plan_work(packed(30), options).front().cases;
  EXPECT_EQ(plan_work(packed(30), options).front().cases, first);
  options.repetition = 2;
  const auto second = plan_work(packed(30), options).front();
  EXPECT_NE(second.cases, first);
  EXPECT_EQ(second.repetition, 2);
  EXPECT_THAT(second.cases, ::testing::UnorderedElementsAreArray(first));
}

}  // namespace
}  // namespace gauntlet::scenario
