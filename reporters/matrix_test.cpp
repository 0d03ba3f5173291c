#include "reporters/matrix.hpp"

#include "reporters/sample_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::reporters {
namespace {

using result::Status;
using ::testing::HasSubstr;
using ::testing::Not;

result::RunResult run_of(const std::string& project, const std::string& mode) {
  result::RunResult run;
  run.started_at = "2026-11-29T12:00:00.000Z";
  run.tool_version = "0.1.0";
  run.cases_digest = "0123456789abcdef";
  run.cpus = 2;
  run.duration_ms = 61'500;
  run.controllers.resize(1);
  result::ControllerResult& controller = run.controllers[0];
  controller.key = "edge";
  controller.project = project;
  controller.version = "1.2";
  controller.mode = mode;
  controller.profile_file = "profiles/edge.yaml";
  controller.propagate_ms = 5000;
  controller.ready_ms = 420;
  return run;
}

result::CaseResult case_of(const std::string& id, Status status) {
  result::CaseResult one = sample_case(id, "cases/x.yaml", 1, 10);
  one.controller = "edge";
  one.status = status;
  return one;
}

TEST(Matrix, HasAColumnPerControllerAndARowPerCase) {
  result::RunResult stock = run_of("Edge", "default");
  stock.cases = {case_of("host.one", Status::kPass), case_of("path.two", Status::kFail)};
  stock.cases[1].failures.push_back({"wrong-backend", "200 from b, want 200 from a", "", 0, 0, ""});
  result::RunResult tuned = run_of("Edge", "tuned");
  tuned.cases = {case_of("host.one", Status::kNa), case_of("path.two", Status::kKnown)};
  tuned.cases[1].reason = "it compares characters (until 2027-06-30)";
  EXPECT_EQ(write_matrix({stock, tuned}), R"(# Results

|  | Edge 1.2 | Edge 1.2, tuned |
|---|---|---|
| profile | profiles/edge.yaml | profiles/edge.yaml |
| measured | 2026-11-29T12:00:00.000Z | 2026-11-29T12:00:00.000Z |
| gauntlet | 0.1.0, cases 0123456789ab | 0.1.0, cases 0123456789ab |
| processors | 2 | 2 |
| all: passed / failed / n/a | 1 / 1 / 0 | 0 / 1 / 1 |
| core: passed / failed / n/a | 1 / 1 / 0 | 0 / 1 / 1 |
| from start to ready | 420 ms | 420 ms |
| a change arrives after, p50 / p99 | - | - |
| time that a change has | 5.0 s | 5.0 s |
| the whole run | 61.5 s | 61.5 s |

Failed counts known failures, too.

## Cases

### host

| case | level | Edge 1.2 | Edge 1.2, tuned |
|---|---|---|---|
| host.one | core | pass | n/a |

### path

| case | level | Edge 1.2 | Edge 1.2, tuned |
|---|---|---|---|
| path.two | core | **fail** | **known** |

## What failed, and why

### Edge 1.2

- path.two (core, fail): 200 from b, want 200 from a

### Edge 1.2, tuned

- path.two (core, known): it compares characters (until 2027-06-30)
)");
}

TEST(Matrix, ARunOfSeveralControllersIsSeveralColumns) {
  result::RunResult run = run_of("Edge", "default");
  run.controllers.push_back(run.controllers[0]);
  run.controllers[1].key = "other";
  run.controllers[1].project = "Other";
  run.cases = {case_of("path.a", Status::kPass), case_of("path.a", Status::kError)};
  run.cases[1].controller = "other";
  const std::string text = write_matrix({run});
  EXPECT_THAT(text, HasSubstr("| path.a | core | pass | **error** |\n"));
  EXPECT_THAT(text, HasSubstr("| the whole run | - | - |\n"));
}

TEST(Matrix, ACaseThatOneRunDoesNotHaveIsAnEmptyCell) {
  result::RunResult one = run_of("Edge", "default");
  one.cases = {case_of("path.a", Status::kPass)};
  result::RunResult other = run_of("Edge", "tuned");
  other.cases = {case_of("path.b", Status::kPass)};
  EXPECT_THAT(write_matrix({one, other}), HasSubstr("| path.a | core | pass |  |\n| path.b | core |  | pass |\n"));
}

TEST(Matrix, ShowsWhatWasAnsweredWhereNothingIsDemanded) {
  result::RunResult run = run_of("Edge", "default");
  run.cases = {case_of("path.open", Status::kObserved)};
  run.cases[0].level = result::Level::kObserve;
  run.cases[0].tries[0].steps[0].checks[0].got = "404 from nobody";
  EXPECT_THAT(write_matrix({run}), HasSubstr("| path.open | observe | 404 from nobody |\n"));
}

TEST(Matrix, MeasuresHowLongChangesTake) {
  result::RunResult run = run_of("Edge", "default");
  run.cases = {case_of("path.a", Status::kPass)};
  run.cases[0].tries[0].steps[0].propagation.committed_ms = 10;
  run.cases[0].tries[0].steps[0].propagation.first_new_ms = 52;
  EXPECT_THAT(write_matrix({run}), HasSubstr("| a change arrives after, p50 / p99 | 42 ms / 42 ms |\n"));
}

TEST(Matrix, SaysWhatWasNotRun) {
  result::RunResult run = run_of("Edge", "default");
  run.cases = {case_of("path.a", Status::kNotRun), case_of("path.b", Status::kSkip)};
  EXPECT_THAT(write_matrix({run}), HasSubstr("| all: passed / failed / n/a | 0 / 0 / 0, 2 not run |\n"));
}

TEST(Matrix, HostileTextStaysInItsCell) {
  result::RunResult run = run_of("a|b <script> @team `x` *y*\nz", "default");
  run.cases = {case_of("path.a", Status::kKnown)};
  run.cases[0].reason = "\x1b[31m[click](http://x) | end\n| more";
  const std::string text = write_matrix({run});
  EXPECT_THAT(text, HasSubstr(R"(|  | a\|b &lt;script&gt; &#64;team \`x\` \*y\* z 1.2 |)"));
  EXPECT_THAT(text, HasSubstr(R"(- path.a (core, known): \[click\](http://x) \| end \| more)"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace gauntlet::reporters
