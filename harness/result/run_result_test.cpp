#include "harness/result/run_result.hpp"

#include <gtest/gtest.h>

namespace gauntlet::result {
namespace {

CaseResult with_status(Status status) {
  CaseResult one;
  one.status = status;
  return one;
}

TEST(Status, EveryWordReadsBackAsItself) {
  for (const Status status : kAllStatuses) {
    Status read = Status::kError;
    ASSERT_TRUE(parse_status(to_string(status), read)) << to_string(status);
    EXPECT_EQ(read, status);
  }
  Status untouched = Status::kPass;
  EXPECT_FALSE(parse_status("passed", untouched));
}

// ux.md 3.6: passed includes flaky and observed; skipped includes n/a, skip, known and not-run.
TEST(Count, TalliesAsTheLastLineSays) {
  std::vector<CaseResult> cases;
  for (const Status status : kAllStatuses) cases.push_back(with_status(status));
  const Totals totals = count(cases);
  EXPECT_EQ(totals.passed, 4);
  EXPECT_EQ(totals.failed, 2);
  EXPECT_EQ(totals.skipped, 4);
  EXPECT_EQ(totals.of(Status::kKnown), 1);
}

TEST(PropagationPercentile, IsTheNearestRankOverChangingSteps) {
  RunResult run;
  run.cases.resize(1);
  run.cases[0].tries.resize(1);
  EXPECT_FALSE(propagation_percentile_ms(run, 50));
  for (const double delay : {30.0, 10.0, 20.0, 40.0}) {
    StepResult step;
    step.propagation.committed_ms = 100;
    step.propagation.first_new_ms = 100 + delay;
    run.cases[0].tries[0].steps.push_back(step);
  }
  run.cases[0].tries[0].steps.push_back(StepResult());
  EXPECT_DOUBLE_EQ(*propagation_percentile_ms(run, 50), 20);
  EXPECT_DOUBLE_EQ(*propagation_percentile_ms(run, 99), 40);
  EXPECT_DOUBLE_EQ(*propagation_percentile_ms(run, 0), 10);
}

}  // namespace
}  // namespace gauntlet::result
