#include "harness/cli/run_record.hpp"

#include "harness/cli/exit_code.hpp"
#include "harness/cli/temporary_folder.hpp"
#include "harness/result/run_result_json.hpp"

#include <gtest/gtest.h>

namespace gauntlet::cli {
namespace {

using result::Status;

class Record : public ::testing::Test {
 protected:
  Record() {
    scenario::Suite suite;
    suite.profile.key = "reference";
    for (const char* const id : {"path.b", "path.a", "tls.c"}) {
      scenario::Scenario one;
      one.id = id;
      suite.scenarios.push_back(one);
    }
    plan_.suites.push_back(std::move(suite));
    plan_.reports = {{"json", folder_.path("run.json")}};
  }
  static result::CaseResult done(const std::string& id, Status status) {
    result::CaseResult one;
    one.id = id;
    one.controller = "reference";
    one.status = status;
    return one;
  }
  result::RunResult on_disk() const {
    auto run = result::parse_run_result(TemporaryFolder::read(folder_.path("run.json")));
    EXPECT_TRUE(run);
    return run ? *run : result::RunResult();
  }

  TemporaryFolder folder_;
  RunPlan plan_;
};

TEST_F(Record, BeforeTheFirstCaseNothingWasRun) {
  RunRecord record(plan_);
  record.write();
  const result::RunResult run = on_disk();
  ASSERT_EQ(run.cases.size(), 3U);
  EXPECT_EQ(run.cases[0].id, "path.a");
  for (const result::CaseResult& one : run.cases) EXPECT_EQ(one.status, Status::kNotRun);
  EXPECT_NE(run.aborted, "");
  EXPECT_EQ(exit_code_of(run, std::nullopt), ExitCode::kError);
}

TEST_F(Record, AKilledRunLeavesWhatWasDone) {
  RunRecord record(plan_);
  record.note_case(done("path.b", Status::kFail));
  const result::RunResult run = on_disk();
  ASSERT_EQ(run.cases.size(), 3U);
  EXPECT_EQ(run.cases[1].id, "path.b");
  EXPECT_EQ(run.cases[1].status, Status::kFail);
  EXPECT_EQ(run.cases[2].status, Status::kNotRun);
  EXPECT_NE(run.aborted, "");
}

TEST_F(Record, AFinishedRunHasNoReasonForAnEarlyEnd) {
  RunRecord record(plan_);
  result::RunResult suite;
  for (const char* const id : {"path.a", "path.b", "tls.c"}) suite.cases.push_back(done(id, Status::kPass));
  suite.controllers.resize(1);
  suite.controllers[0].key = "reference";
  record.note_controller(suite.controllers[0]);
  suite.controllers[0].ready_ms = 12.5;
  record.note_suite(suite);
  record.note_end(1500);
  record.write();
  const result::RunResult run = on_disk();
  EXPECT_EQ(run.aborted, "");
  EXPECT_EQ(run.duration_ms, 1500);
  ASSERT_EQ(run.controllers.size(), 1U);
  EXPECT_EQ(run.controllers[0].ready_ms, 12.5);
  EXPECT_EQ(result::count(run.cases).passed, 3);
  EXPECT_TRUE(record.written());
}

TEST_F(Record, AReportThatCouldNotBeWrittenIsNotForgotten) {
  plan_.reports = {{"json", folder_.write("file", "") + "/run.json"}};
  RunRecord record(plan_);
  record.write();
  EXPECT_FALSE(record.written());
}

// docs/exit-codes.md.
TEST(ExitCodeOf, TheWorstThatHappened) {
  const auto run_with = [](std::vector<Status> statuses) {
    result::RunResult run;
    for (const Status status : statuses) {
      run.cases.emplace_back();
      run.cases.back().status = status;
    }
    return run;
  };
  EXPECT_EQ(exit_code_of(run_with({Status::kPass, Status::kNa, Status::kSkip, Status::kKnown, Status::kXpass,
                                   Status::kFlaky, Status::kObserved}),
                         std::nullopt),
            ExitCode::kOk);
  EXPECT_EQ(exit_code_of(run_with({Status::kPass, Status::kFail, Status::kError}), std::nullopt), ExitCode::kFail);
  EXPECT_EQ(exit_code_of(run_with({Status::kPass, Status::kError}), std::nullopt), ExitCode::kError);
  EXPECT_EQ(exit_code_of(run_with({}), std::nullopt), ExitCode::kEmpty);
  EXPECT_EQ(exit_code_of(run_with({Status::kFail}), ExitCode::kInterrupted), ExitCode::kInterrupted);
  EXPECT_EQ(exit_code_of(run_with({Status::kFail}), ExitCode::kTime), ExitCode::kTime);
  result::RunResult no_controller = run_with({Status::kNotRun});
  no_controller.aborted = "no controller: not found";
  EXPECT_EQ(exit_code_of(no_controller, std::nullopt), ExitCode::kError);
  result::RunResult stopped_early = run_with({Status::kFail, Status::kNotRun});
  stopped_early.aborted = "fail-fast";
  EXPECT_EQ(exit_code_of(stopped_early, std::nullopt), ExitCode::kFail);
}

}  // namespace
}  // namespace gauntlet::cli
