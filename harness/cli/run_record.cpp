#include "harness/cli/run_record.hpp"

#include "harness/scenario/case_results.hpp"

#include <algorithm>
#include <tuple>

namespace gauntlet::cli {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration kWriteEvery = 1s;
// Writing may take this part of the time of a run.
constexpr int kWritePart = 20;

std::string place_key(const result::CaseResult& one) {
  return one.controller + " " + one.full_id();
}

result::CaseResult not_run(const scenario::Scenario& scenario, const std::string& controller) {
  result::CaseResult one = scenario::describe_case(scenario, controller);
  one.status = result::Status::kNotRun;
  one.reason = "the run did not get to it";
  return one;
}

}  // namespace

RunRecord::RunRecord(const RunPlan& plan) : run_(plan.head), reports_(plan.reports) {
  run_.aborted = "the run did not come to its end";
  for (const scenario::Suite& suite : plan.suites) {
    for (const scenario::Scenario& one : suite.scenarios) run_.cases.push_back(not_run(one, suite.profile.key));
  }
  std::sort(run_.cases.begin(), run_.cases.end(), [](const result::CaseResult& a, const result::CaseResult& b) {
    return std::tie(a.controller, a.id, a.row) < std::tie(b.controller, b.id, b.row);
  });
  for (std::size_t i = 0; i < run_.cases.size(); ++i) places_[place_key(run_.cases[i])] = i;
}

void RunRecord::note_controller(result::ControllerResult controller) {
  run_.controllers.push_back(std::move(controller));
}

void RunRecord::note_case(const result::CaseResult& result) {
  put(result);
  const base::SystemClock clock;
  const base::TimePoint before = clock.now();
  if (before < next_write_) return;
  write();
  const base::TimePoint after = clock.now();
  next_write_ = after + std::max<base::Duration>(kWriteEvery, kWritePart * (after - before));
}

void RunRecord::note_suite(result::RunResult suite) {
  for (result::ControllerResult& controller : suite.controllers) {
    const auto known = std::find_if(run_.controllers.begin(), run_.controllers.end(),
                                    [&](const result::ControllerResult& one) { return one.key == controller.key; });
    if (known == run_.controllers.end()) {
      run_.controllers.push_back(std::move(controller));
    } else {
      *known = std::move(controller);
    }
  }
  for (const result::CaseResult& one : suite.cases) put(one);
  if (aborted_.empty()) aborted_ = suite.aborted;
}

void RunRecord::note_end(double duration_ms) {
  run_.aborted = aborted_;
  run_.duration_ms = duration_ms;
}

void RunRecord::write() {
  auto outcome = write_reports(run_, reports_);
  if (!outcome && written_) written_ = std::move(outcome);
}

void RunRecord::put(const result::CaseResult& result) {
  const auto place = places_.find(place_key(result));
  if (place != places_.end()) run_.cases[place->second] = result;
}

}  // namespace gauntlet::cli
