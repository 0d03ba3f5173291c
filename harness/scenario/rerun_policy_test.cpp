#include "harness/scenario/rerun_policy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace gauntlet::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto kGreen = RerunPolicy::Alone::kGreen;
constexpr auto kNotGreen = RerunPolicy::Alone::kNotGreen;

std::vector<std::size_t> numbers(std::size_t count) {
  std::vector<std::size_t> all(count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

TEST(RerunPolicy, AFewAreAllRunAgain) {
  RerunPolicy policy({7, 3}, 2);
  EXPECT_THAT(policy.take_next(), ElementsAre(7, 3));
  EXPECT_THAT(policy.take_next(), IsEmpty());
  policy.note(kNotGreen);
  policy.note(kNotGreen);
  EXPECT_THAT(policy.take_next(), IsEmpty());
  EXPECT_THAT(policy.take_spoken_for(), IsEmpty());
}

TEST(RerunPolicy, EightThatFailAloneSpeakForTheOthers) {
  RerunPolicy policy(numbers(10), 19);
  EXPECT_THAT(policy.take_next(), SizeIs(8));
  for (int i = 0; i < 7; ++i) policy.note(kNotGreen);
  EXPECT_THAT(policy.take_next(), IsEmpty());
  EXPECT_THAT(policy.take_spoken_for(), IsEmpty());
  policy.note(kNotGreen);
  EXPECT_THAT(policy.take_next(), IsEmpty());
  EXPECT_THAT(policy.take_spoken_for(), ElementsAre(8, 9));
  EXPECT_THAT(policy.take_spoken_for(), IsEmpty());
}

TEST(RerunPolicy, OneThatPassesAloneHasAllTried) {
  RerunPolicy policy(numbers(10), 10);
  policy.take_next();
  policy.note(kGreen);
  EXPECT_THAT(policy.take_next(), ElementsAre(8, 9));
  for (int i = 0; i < 9; ++i) policy.note(kNotGreen);
  EXPECT_THAT(policy.take_spoken_for(), IsEmpty());
}

TEST(RerunPolicy, WhereHalfThePackIsGreenAllAreTried) {
  RerunPolicy policy(numbers(10), 20);
  EXPECT_THAT(policy.take_next(), SizeIs(10));
  for (int i = 0; i < 10; ++i) policy.note(kNotGreen);
  EXPECT_THAT(policy.take_spoken_for(), IsEmpty());
}

}  // namespace
}  // namespace gauntlet::scenario
