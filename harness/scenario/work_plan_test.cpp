#include "harness/scenario/work_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace gauntlet::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using namespace std::chrono_literals;

constexpr Isolation kPack = Isolation::kPack;
constexpr Isolation kReset = Isolation::kReset;
constexpr Isolation kCase = Isolation::kCase;
constexpr PlannedCase kPacked{kPack, {}};
constexpr PlannedCase kOfReset{kReset, {}};
constexpr PlannedCase kOwn{kCase, {}};

std::vector<PlannedCase> packed(std::size_t count) {
  return std::vector<PlannedCase>(count, kPacked);
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
  const auto plan = plan_work({kOfReset, kPacked, kOwn, kPacked, kOfReset}, with_lanes(1));
  ASSERT_EQ(plan.size(), 4u);
  EXPECT_EQ(plan[0].isolation, kPack);
  EXPECT_THAT(plan[0].cases, ElementsAre(1, 3));
  EXPECT_EQ(plan[1].isolation, kCase);
  EXPECT_THAT(plan[1].cases, ElementsAre(2));
  EXPECT_EQ(plan[2].isolation, kReset);
  EXPECT_THAT(plan[2].cases, ElementsAre(0));
  EXPECT_THAT(plan[3].cases, ElementsAre(4));
}

TEST(PlanWork, WhatWaitsLongestBeginsFirst) {
  const std::vector<PlannedCase> cases = {{kReset, 1s}, {kReset, 3s}, {kCase, 1s}, {kReset, 1s}, {kCase, 2s}};
  const auto order_of = [&](const PlanOptions& options) {
    std::vector<std::size_t> order;
    for (const WorkItem& item : plan_work(cases, options)) order.push_back(item.cases.front());
    return order;
  };
  EXPECT_THAT(order_of(with_lanes(1)), ElementsAre(4, 2, 1, 0, 3));
  PlanOptions random = with_lanes(1);
  random.order = CaseOrder::kRandom;
  std::set<std::vector<std::size_t>> orders;
  for (random.seed = 1; random.seed <= 20; ++random.seed) orders.insert(order_of(random));
  EXPECT_GT(orders.size(), 5u);  // of 12
}

TEST(WaitingTime, IsWhatStepsWaitForInAnyCase) {
  Scenario scenario;
  EXPECT_EQ(waiting_time(scenario), 0s);
  SendStep send;
  send.timing.within = 5s;
  ObjectsStep objects;
  WaitStep wait;
  wait.duration = 100ms;
  for (const base::Duration hold : {base::Duration(1s), base::Duration(20ms)}) {
    send.timing.hold = hold;
    objects.timing.hold = hold / 10;
    scenario.steps.emplace_back().action = send;
    scenario.steps.emplace_back().action = objects;
  }
  scenario.steps.emplace_back().action = wait;
  scenario.steps.emplace_back().action = DeleteStep();
  EXPECT_EQ(waiting_time(scenario), 1020ms + 102ms + 100ms);
}

TEST(PlanWork, EachLaneGetsAPack) {
  const auto plan = plan_work(packed(5), with_lanes(2));
  ASSERT_EQ(plan.size(), 2u);
  EXPECT_THAT(plan[0].cases, ElementsAre(0, 2, 4));
  EXPECT_THAT(plan[1].cases, ElementsAre(1, 3));
  EXPECT_EQ(plan_work(packed(1), with_lanes(2)).size(), 1u);
}

TEST(PlanWork, HalfOfTheLanesBeginWithWhatIsNotPacked) {
  std::vector<PlannedCase> cases = packed(32);
  EXPECT_EQ(plan_work(cases, with_lanes(8)).size(), 8u);
  cases.push_back(kOfReset);
  const auto plan = plan_work(cases, with_lanes(8));
  ASSERT_EQ(plan.size(), 5u);
  EXPECT_EQ(plan[3].isolation, kPack);
  EXPECT_EQ(plan[4].isolation, kReset);
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
  const auto reset = plan_work({kPacked, kOwn, kOfReset}, options);
  ASSERT_EQ(reset.size(), 3u);
  EXPECT_EQ(reset[0].isolation, kCase);
  EXPECT_EQ(reset[1].isolation, kReset);
  options.least = kPack;
  EXPECT_EQ(plan_work({kOwn}, options)[0].isolation, kCase);
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
