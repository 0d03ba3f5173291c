#include "harness/cli/fault_option.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::cli {
namespace {

using fakeapiserver::Fault;
using fakeapiserver::FaultEffect;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> mistakes(const std::string& text) {
  std::vector<Fault> faults;
  OptionProblems problems;
  read_faults("--fault", {text}, faults, problems);
  return problems.all();
}

std::vector<Fault> faults_of(const std::vector<std::string>& texts) {
  std::vector<Fault> faults;
  OptionProblems problems;
  read_faults("--fault", texts, faults, problems);
  EXPECT_THAT(problems.all(), ElementsAre());
  return faults;
}

TEST(FaultOption, ReadsWhatIsHitAndHow) {
  const auto faults =
      faults_of({"answer,code=429,retry-after=1,verb=update,resource=ingresses,namespace=shop,user=controller-0,user-"
                 "agent=traefik,"
                 "skip=2,times=3,delay=200ms"});
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].effect, FaultEffect::kAnswer);
  EXPECT_EQ(faults[0].code, 429);
  EXPECT_EQ(faults[0].retry_after_seconds, 1);
  EXPECT_EQ(faults[0].verb, fakeapiserver::Verb::kUpdate);
  EXPECT_EQ(faults[0].resource, "ingresses");
  EXPECT_EQ(faults[0].namespace_, "shop");
  EXPECT_EQ(faults[0].user, "controller-0");
  EXPECT_EQ(faults[0].user_agent, "traefik");
  EXPECT_EQ(faults[0].skip, 2);
  EXPECT_EQ(faults[0].times, 3);
  EXPECT_EQ(faults[0].delay, std::chrono::milliseconds(200));
}

TEST(FaultOption, AnEffectAloneHitsTheNextRequestOfTheKubeconfig) {
  const auto faults = faults_of({"watch-error", "watch-cut,after=5", "cut", "slow,delay=1s", "no-bookmarks"});
  ASSERT_EQ(faults.size(), 5U);
  EXPECT_EQ(faults[0].user, "serve");
  EXPECT_EQ(faults[0].times, 1);
  EXPECT_EQ(faults[0].effect, FaultEffect::kWatchError);
  EXPECT_EQ(faults[0].code, 410);
  EXPECT_EQ(faults[1].effect, FaultEffect::kWatchCut);
  EXPECT_EQ(faults[1].after_events, 5U);
  EXPECT_EQ(faults[2].effect, FaultEffect::kCut);
  EXPECT_EQ(faults[3].effect, FaultEffect::kDelayOnly);
  EXPECT_EQ(faults[4].effect, FaultEffect::kNoBookmarks);
}

TEST(FaultOption, AnswersMayBeSpoiltAndRevisionsMove) {
  const auto faults = faults_of({"broken-json,verb=list", "wrong-type", "stale-list,revisions=3",
                                 "slow-events,delay=20ms", "revision-jump,revisions=1000"});
  ASSERT_EQ(faults.size(), 5U);
  EXPECT_EQ(faults[0].effect, FaultEffect::kBrokenJson);
  EXPECT_EQ(faults[1].effect, FaultEffect::kWrongType);
  EXPECT_EQ(faults[2].effect, FaultEffect::kStaleList);
  EXPECT_EQ(faults[2].revisions, 3U);
  EXPECT_EQ(faults[3].effect, FaultEffect::kSlowEvents);
  EXPECT_EQ(faults[3].delay, std::chrono::milliseconds(20));
  EXPECT_EQ(faults[4].effect, FaultEffect::kRevisionJump);
  EXPECT_EQ(faults[4].revisions, 1000U);
}

TEST(FaultOption, ConnectionsMayEndInGoodOrderAndTheClockMaySteps) {
  const auto faults = faults_of({"end", "watch-end,after=2", "clock-step,forward=1h", "clock-step,back=30s"});
  ASSERT_EQ(faults.size(), 4U);
  EXPECT_EQ(faults[0].effect, FaultEffect::kEnd);
  EXPECT_EQ(faults[1].effect, FaultEffect::kWatchEnd);
  EXPECT_EQ(faults[1].after_events, 2U);
  EXPECT_EQ(faults[2].effect, FaultEffect::kClockStep);
  EXPECT_EQ(faults[2].step, std::chrono::hours(1));
  EXPECT_EQ(faults[3].step, -std::chrono::seconds(30));
}

TEST(FaultOption, NamesAllThatIsWrong) {
  EXPECT_THAT(mistakes("watch-cutt"), ElementsAre(HasSubstr("--fault: 'watch-cutt' is not one of watch-cut,")));
  EXPECT_THAT(mistakes("watch-cutt"), ElementsAre(HasSubstr("did you mean watch-cut?")));
  EXPECT_THAT(mistakes(""), ElementsAre(HasSubstr("--fault: '' is not one of")));
  EXPECT_THAT(mistakes("cut,time=3,skip"),
              ElementsAre(HasSubstr("did you mean times?"), HasSubstr("--fault: 'skip' is not KEY=VALUE")));
  EXPECT_THAT(mistakes("answer,code=200"), ElementsAre("--fault code: '200' is not a number from 400 to 599"));
  EXPECT_THAT(mistakes("slow,delay=3"), ElementsAre(HasSubstr("--fault delay: '3' is not a duration")));
  EXPECT_THAT(mistakes("cut,verb=put"), ElementsAre(HasSubstr("--fault verb: 'put' is not one of get, list, watch")));
  EXPECT_THAT(mistakes("cut,verb="), ElementsAre("--fault: 'verb=' is not KEY=VALUE"));
}

}  // namespace
}  // namespace gauntlet::cli
