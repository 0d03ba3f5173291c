#include "harness/scenario/case_results.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

using namespace std::chrono_literals;
using result::Status;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Attempt attempt(Company company, Status status, int repetition = 1) {
  Attempt made;
  made.company = company;
  made.status = status;
  made.repetition = repetition;
  made.duration = 10ms;
  if (status == Status::kFail || status == Status::kError) {
    result::Failure failure;
    failure.kind = "wrong-status";
    failure.message = company == Company::kPack ? "in company" : "alone";
    failure.text = failure.message + "\n";
    made.failures.push_back(failure);
    made.log_tail = "log of " + failure.message;
  }
  return made;
}

Attempt alone(Status status, int repetition = 1) {
  return attempt(Company::kAlone, status, repetition);
}
Attempt in_pack(Status status, int repetition = 1) {
  return attempt(Company::kPack, status, repetition);
}

Scenario sample() {
  Scenario scenario;
  scenario.id = "path.exact-match";
  scenario.row = "slash";
  scenario.title = "A title";
  scenario.position = {"cases/path/exact-match.yaml", 2, 5};
  return scenario;
}

result::CaseResult concluded(std::vector<Attempt> attempts, int repeat = 1, const Ruling& ruling = Ruling()) {
  RunWords words;
  words.controller = "mine";
  words.arguments = "-c mine";
  words.seed = 7;
  return conclude(sample(), ruling, std::move(attempts), repeat, "signal 2", words);
}

TEST(Conclude, OneAttemptIsTheCase) {
  const result::CaseResult passed = concluded({in_pack(Status::kPass)});
  EXPECT_EQ(passed.status, Status::kPass);
  EXPECT_EQ(passed.full_id(), "path.exact-match[slash]");
  EXPECT_EQ(passed.controller, "mine");
  EXPECT_EQ(passed.line, 2);
  EXPECT_DOUBLE_EQ(passed.duration_ms, 10);
  ASSERT_THAT(passed.tries, SizeIs(1));
  EXPECT_EQ(passed.tries[0].company, "pack");
  EXPECT_EQ(passed.tries[0].number, 1);
  EXPECT_EQ(concluded({alone(Status::kObserved)}).status, Status::kObserved);
  EXPECT_EQ(concluded({alone(Status::kError)}).status, Status::kError);
}

TEST(Conclude, FailingInCompanyAndAloneIsTheFailureAlone) {
  const result::CaseResult result = concluded({in_pack(Status::kFail), alone(Status::kFail)});
  EXPECT_EQ(result.status, Status::kFail);
  ASSERT_THAT(result.failures, SizeIs(1));
  EXPECT_EQ(result.failures[0].message, "alone");
  ASSERT_THAT(result.earlier_failures, SizeIs(1));
  EXPECT_EQ(result.earlier_failures[0].message, "in company");
  EXPECT_EQ(result.log_tail, "log of alone");
  EXPECT_THAT(result.tries, SizeIs(2));
}

TEST(Conclude, FailingOnlyInCompanyIsAFailureOfItsOwnKind) {
  const result::CaseResult result = concluded({in_pack(Status::kFail), alone(Status::kPass)});
  EXPECT_EQ(result.status, Status::kFail);
  ASSERT_THAT(result.failures, SizeIs(1));
  EXPECT_EQ(result.failures[0].kind, "only-in-company");
  EXPECT_EQ(result.failures[0].message, "fails only in company: in company");
  EXPECT_THAT(result.failures[0].text, HasSubstr("in company\n"));
  EXPECT_THAT(result.failures[0].text, HasSubstr("gauntlet run -c mine"));
  EXPECT_EQ(result.log_tail, "log of in company");
}

// The test bed stumbled, and that must not be blamed on the controller.
TEST(Conclude, AnErrorInCompanyThatPassesAloneIsFlaky) {
  const result::CaseResult result = concluded({in_pack(Status::kError), alone(Status::kPass)});
  EXPECT_EQ(result.status, Status::kFlaky);
  EXPECT_THAT(result.failures, IsEmpty());
  EXPECT_THAT(result.earlier_failures, SizeIs(1));
}

TEST(Conclude, StoppedBeforeItCouldBeRunAloneItFailed) {
  const result::CaseResult result = concluded({in_pack(Status::kFail), alone(Status::kNotRun)});
  EXPECT_EQ(result.status, Status::kFail);
  ASSERT_THAT(result.failures, SizeIs(1));
  EXPECT_EQ(result.failures[0].message, "in company");
}

TEST(Conclude, AFailureInCompanyThatNobodyConfirmedSaysSo) {
  const result::CaseResult result = concluded({in_pack(Status::kFail)});
  EXPECT_EQ(result.status, Status::kFail);
  EXPECT_EQ(result.reason, "it failed in company, and was not run again alone");
  EXPECT_THAT(result.failures, SizeIs(1));
}

TEST(Conclude, WhatDidNotRunSaysWhy) {
  const result::CaseResult none = concluded({});
  EXPECT_EQ(none.status, Status::kNotRun);
  EXPECT_EQ(none.reason, "signal 2");
  EXPECT_THAT(none.tries, IsEmpty());
  const result::CaseResult broken_off = concluded({alone(Status::kNotRun)});
  EXPECT_EQ(broken_off.status, Status::kNotRun);
  const result::CaseResult some = concluded({alone(Status::kPass, 1), alone(Status::kNotRun, 2)}, 3);
  EXPECT_EQ(some.status, Status::kNotRun);
  EXPECT_EQ(some.reason, "signal 2, after 1 of 3 repetitions");
}

TEST(Conclude, EveryRepetitionHasToPass) {
  const result::CaseResult passed = concluded({alone(Status::kPass, 1), alone(Status::kPass, 2)}, 2);
  EXPECT_EQ(passed.status, Status::kPass);
  EXPECT_EQ(passed.reason, "");
  EXPECT_THAT(passed.tries, SizeIs(2));
  EXPECT_EQ(passed.tries[1].number, 2);
  const result::CaseResult failed =
      concluded({alone(Status::kPass, 1), alone(Status::kFail, 2), alone(Status::kPass, 3)}, 3);
  EXPECT_EQ(failed.status, Status::kFail);
  EXPECT_EQ(failed.reason, "1 of 3 repetitions failed");
  EXPECT_THAT(failed.failures, SizeIs(1));
}

TEST(Conclude, TheProfileRules) {
  Ruling not_claimed;
  not_claimed.status = Status::kNa;
  not_claimed.reason = "tls not claimed";
  const result::CaseResult na = concluded({}, 1, not_claimed);
  EXPECT_EQ(na.status, Status::kNa);
  EXPECT_EQ(na.reason, "tls not claimed");

  const launch::ListedCase listed{"path.*", "needs a restart", "", "2027-06-30"};
  Ruling known;
  known.known_failure = &listed;
  known.reason = "needs a restart";
  EXPECT_EQ(concluded({alone(Status::kFail)}, 1, known).status, Status::kKnown);
  EXPECT_EQ(concluded({alone(Status::kFail)}, 1, known).reason, "needs a restart");
  EXPECT_EQ(concluded({alone(Status::kPass)}, 1, known).status, Status::kXpass);
  EXPECT_EQ(concluded({alone(Status::kError)}, 1, known).status, Status::kError);
}

TEST(Conclude, AFailureThatIsNotThereInEveryRunIsKnownInEveryRun) {
  const launch::ListedCase listed{"path.*", "the order changes", "", "2027-06-30", true};
  Ruling known;
  known.known_failure = &listed;
  known.reason = "the order changes";
  EXPECT_EQ(concluded({alone(Status::kFail)}, 1, known).status, Status::kKnown);
  EXPECT_EQ(concluded({alone(Status::kFail)}, 1, known).reason, "the order changes");
  EXPECT_EQ(concluded({in_pack(Status::kPass)}, 1, known).status, Status::kKnown);
  EXPECT_EQ(concluded({in_pack(Status::kPass)}, 1, known).reason, "not this time: the order changes");
  EXPECT_EQ(concluded({alone(Status::kError)}, 1, known).status, Status::kError);
}

TEST(Rfc3339, HasMilliseconds) {
  EXPECT_EQ(rfc3339(base::WallTime() + 1790416931s + 204ms), "2026-09-26T10:02:11.204Z");
  EXPECT_EQ(rfc3339(base::WallTime()), "1970-01-01T00:00:00.000Z");
}

}  // namespace
}  // namespace gauntlet::scenario
