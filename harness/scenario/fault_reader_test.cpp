// The steps `fault` and `heal`: what they mean, and what is said of wrong ones.
#include "harness/scenario/case_sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string with_steps(const std::string& steps) {
  return kHeader + "steps:\n" + steps + "  - send:\n      - GET http://b.a.test/ -> 200 from svc-a\n" + kIngress;
}

std::vector<Step> steps_of(const std::string& steps) {
  CaseSet set = read_sample(with_steps(steps));
  EXPECT_EQ(format_diagnostics(set), "1 case in 1 file, no problems\n");
  return set.scenarios.empty() ? std::vector<Step>() : set.scenarios.front().steps;
}

TEST(FaultReader, AnAnswerIsAboutVerbsAndKindsUntilItIsHealed) {
  const std::vector<Step> steps = steps_of(
      "  - fault: {name: outage, api: {answer: 503, verbs: [list, watch], kinds: [Ingress, Secret]}}\n"
      "  - heal: outage\n");
  ASSERT_EQ(steps.size(), 3u);
  const auto* fault = std::get_if<FaultStep>(&steps[0].action);
  ASSERT_NE(fault, nullptr);
  EXPECT_EQ(fault->fault.effect, ApiFault::Effect::kAnswer);
  EXPECT_EQ(fault->fault.name, "outage");
  EXPECT_EQ(fault->fault.code, 503);
  EXPECT_THAT(fault->fault.verbs, ElementsAre("list", "watch"));
  EXPECT_THAT(fault->fault.kinds, ElementsAre("Ingress", "Secret"));
  const auto* heal = std::get_if<HealStep>(&steps[1].action);
  ASSERT_NE(heal, nullptr);
  EXPECT_EQ(heal->fault, "outage");
}

TEST(FaultReader, WatchesEndAndHistoryIsForgotten) {
  const std::vector<Step> steps = steps_of("  - fault: {api: {drop: watch}}\n  - fault: {api: {compact: true}}\n");
  ASSERT_EQ(steps.size(), 3u);
  const auto* drop = std::get_if<FaultStep>(&steps[0].action);
  const auto* compact = std::get_if<FaultStep>(&steps[1].action);
  ASSERT_TRUE(drop != nullptr && compact != nullptr);
  EXPECT_EQ(drop->fault.effect, ApiFault::Effect::kDropWatches);
  EXPECT_EQ(compact->fault.effect, ApiFault::Effect::kCompact);
  EXPECT_THAT(drop->fault.verbs, IsEmpty());
}

TEST(FaultReader, SaysWhatIsWrong) {
  const std::pair<const char*, const char*> rows[] = {
      {"  - fault: {name: x}\n", "a fault of what? [E004]"},
      {"  - fault: {api: {}}\n", "nothing goes wrong here [E004]"},
      {"  - fault: {api: {answer: 500, compact: true}}\n", "one fault at a time [E004]"},
      {"  - fault: {api: {drop: list}}\n", "'list' cannot be dropped [E004]"},
      {"  - fault: {api: {compact: false}}\n", "history is forgotten or it is not [E004]"},
      {"  - fault: {api: {drop: watch, kinds: [Ingress]}}\n", "'kinds' cannot stand here [E003]"},
      {"  - fault: {api: {answer: 500, verbs: [lisst]}}\n", "'lisst' is not a verb of the API [E004]"},
      {"  - fault: {api: {answer: 500, kinds: [ingress]}}\n", "'ingress' is not a kind that is served [E004]"},
      {"  - fault: {api: {hang: true}}\n", "'hang' is not supported by this version [E003]"},
      {"  - heal: outage\n", "no fault before this step is called 'outage' [E011]"},
      {"  - fault: {name: outage, api: {answer: 500}}\n  - heal: outrage\n", "did you mean 'outage'?"},
      {"  - fault: {api: {answer: 500}}\n    within: 3s\n", "'within' cannot stand beside 'fault' [E003]"},
  };
  for (const auto& [steps, wanted] : rows) {
    EXPECT_THAT(problems_of(with_steps(steps)), ::testing::HasSubstr(wanted)) << steps;
  }
  EXPECT_THAT(problems_of(with_steps("  - fault: {api: {answer: 200}}\n")), ::testing::HasSubstr("[E004]"));
}

}  // namespace
}  // namespace gauntlet::scenario
