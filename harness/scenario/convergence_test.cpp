#include "harness/scenario/convergence.hpp"

#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

using namespace std::chrono_literals;

base::TimePoint at(base::Duration since_zero) {
  return base::TimePoint() + std::chrono::duration_cast<base::TimePoint::duration>(since_zero);
}

ConvergenceRules within(base::Duration deadline, base::Duration hold = {}) {
  ConvergenceRules rules;
  rules.deadline = at(deadline);
  rules.hold = hold;
  return rules;
}

TEST(Convergence, WithoutADeadlineOneRoundDecides) {
  EXPECT_EQ(Convergence(ConvergenceRules()).observe(at(1s), Round::kRight), Decision::kHolds);
  EXPECT_EQ(Convergence(ConvergenceRules()).observe(at(1s), Round::kAllowed), Decision::kWrong);
}

TEST(Convergence, SettlesAfterThreeRightRoundsInARow) {
  Convergence convergence(within(5s));
  EXPECT_EQ(convergence.observe(at(100ms), Round::kAllowed), Decision::kAgain);
  EXPECT_EQ(convergence.observe(at(150ms), Round::kRight), Decision::kAgain);
  EXPECT_EQ(convergence.observe(at(200ms), Round::kRight), Decision::kAgain);
  EXPECT_EQ(convergence.observe(at(250ms), Round::kRight), Decision::kHolds);
  EXPECT_EQ(convergence.first_right(), at(150ms));
  EXPECT_EQ(convergence.last_wrong(), at(100ms));
}

TEST(Convergence, AWrongRoundBeforeSettlingStartsTheCountAgain) {
  Convergence convergence(within(5s));
  convergence.observe(at(10ms), Round::kRight);
  convergence.observe(at(20ms), Round::kRight);
  EXPECT_EQ(convergence.observe(at(30ms), Round::kAllowed), Decision::kAgain);
  EXPECT_FALSE(convergence.first_right());
  convergence.observe(at(40ms), Round::kRight);
  convergence.observe(at(50ms), Round::kRight);
  EXPECT_EQ(convergence.observe(at(60ms), Round::kRight), Decision::kHolds);
  EXPECT_EQ(convergence.first_right(), at(40ms));
}

TEST(Convergence, TheDeadlineIsForTheFirstRightRound) {
  Convergence late(within(1s));
  EXPECT_EQ(late.observe(at(1s), Round::kAllowed), Decision::kTimedOut);
  Convergence in_time(within(1s));
  in_time.observe(at(990ms), Round::kRight);
  EXPECT_EQ(in_time.observe(at(1100ms), Round::kRight), Decision::kAgain);
  EXPECT_EQ(in_time.observe(at(1200ms), Round::kRight), Decision::kHolds);
}

TEST(Convergence, ARightRoundBehindTheDeadlineIsTooLateIfAWrongOneWasSeen) {
  Convergence late(within(1s));
  late.observe(at(990ms), Round::kAllowed);
  EXPECT_EQ(late.observe(at(1010ms), Round::kRight), Decision::kTimedOut);
}

// Two hundred requests to a busy controller take seconds; all of these were sent after the change had arrived.
TEST(Convergence, ARightRoundThatBeganInTimeMayEndBehindTheDeadline) {
  Convergence slow(within(5s));
  EXPECT_EQ(slow.observe(at(0ms), at(2600ms), Round::kAllowed), Decision::kAgain);
  EXPECT_EQ(slow.observe(at(2700ms), at(5300ms), Round::kRight), Decision::kAgain);
  slow.observe(at(5400ms), at(8000ms), Round::kRight);
  EXPECT_EQ(slow.observe(at(8100ms), at(10700ms), Round::kRight), Decision::kHolds);
  Convergence late(within(5s));
  late.observe(at(0ms), at(4900ms), Round::kAllowed);
  EXPECT_EQ(late.observe(at(5100ms), at(7700ms), Round::kRight), Decision::kTimedOut);
}

// As behind a long wait: it may have been right in time.
TEST(Convergence, LookedAtOnlyBehindTheDeadlineItMustBeRightAtOnce) {
  Convergence right(within(1s));
  right.observe(at(2000ms), Round::kRight);
  right.observe(at(2050ms), Round::kRight);
  EXPECT_EQ(right.observe(at(2100ms), Round::kRight), Decision::kHolds);
  EXPECT_EQ(Convergence(within(1s)).observe(at(2000ms), Round::kAllowed), Decision::kTimedOut);
}

TEST(Convergence, HoldDemandsThatItStaysRight) {
  Convergence convergence(within(5s, 1s));
  convergence.observe(at(0ms), Round::kRight);
  convergence.observe(at(50ms), Round::kRight);
  EXPECT_EQ(convergence.observe(at(100ms), Round::kRight), Decision::kAgain);
  EXPECT_EQ(convergence.observe(at(1050ms), Round::kRight), Decision::kAgain);
  EXPECT_EQ(convergence.observe(at(1100ms), Round::kRight), Decision::kHolds);
}

TEST(Convergence, OneWrongRoundAfterSettlingWentBack) {
  Convergence convergence(within(5s, 1s));
  for (const auto t : {0ms, 50ms, 100ms}) convergence.observe(at(t), Round::kRight);
  EXPECT_EQ(convergence.observe(at(500ms), Round::kAllowed), Decision::kWentBack);
}

TEST(Convergence, AnAnswerThatMeanwhileDoesNotAllowFailsAtOnce) {
  Convergence convergence(within(5s));
  EXPECT_EQ(convergence.observe(at(10ms), Round::kForbidden), Decision::kForbidden);
}

TEST(Convergence, ForWithoutWithinDemandsTheFirstRoundToBeRight) {
  ConvergenceRules rules;
  rules.hold = 1s;
  Convergence convergence(rules);
  EXPECT_EQ(convergence.observe(at(0ms), Round::kRight), Decision::kAgain);
  EXPECT_EQ(convergence.observe(at(1000ms), Round::kRight), Decision::kHolds);
  EXPECT_EQ(Convergence(rules).observe(at(0ms), Round::kAllowed), Decision::kWrong);
}

}  // namespace
}  // namespace gauntlet::scenario
