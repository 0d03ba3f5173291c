#include "harness/selftest/mutant_hunt.hpp"

#include "foundation/net/task_group.hpp"
#include "harness/scenario/case_selection.hpp"
#include "harness/selftest/likely_cases.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::selftest {

namespace {

// Nothing is shown while mutants are at work; the table is the report.
class Silence : public scenario::RunProgress {
  void case_finished(const result::CaseResult&) override {}
};

void note_cases(const result::RunResult& run, MutantVerdict& verdict) {
  for (const result::CaseResult& one : run.cases) {
    if (one.status == result::Status::kFail) verdict.killers.push_back(one.full_id());
    if (one.status == result::Status::kError) verdict.errors.push_back(one.full_id());
  }
  if (run.aborted.rfind("no controller", 0) == 0) verdict.errors.push_back(run.aborted);
}

}  // namespace

MutantHunt::MutantHunt(net::Executor executor, scenario::Suite suite, scenario::WorldFactory make_world,
                       HuntOptions options)
    : executor_(std::move(executor)),
      suite_(std::move(suite)),
      make_world_(std::move(make_world)),
      options_(std::move(options)) {}

net::Awaitable<std::vector<std::string>> MutantHunt::check_sound_controller() {
  scenario::SuiteOptions options;
  options.folder = options_.folder + "/sound";
  scenario::Suite suite = suite_;
  const result::RunResult run = co_await this->run(std::move(suite), std::move(options));
  std::vector<std::string> failures;
  for (const result::CaseResult& one : run.cases) {
    // A flaky one has passed at last, but not as it should with a controller that is right.
    if (one.status == result::Status::kPass || one.status == result::Status::kObserved) continue;
    failures.push_back(fmt::format("{} {}", result::to_string(one.status), one.full_id()));
    for (const auto* reasons : {&one.earlier_failures, &one.failures}) {
      for (const result::Failure& failure : *reasons) failures.push_back(failure.text);
    }
    if (one.failures.empty()) failures.push_back(one.reason);
  }
  co_return failures;
}

net::Awaitable<std::vector<MutantVerdict>> MutantHunt::hunt(std::vector<MutantName> mutants) {
  verdicts_.assign(mutants.size(), {});
  waiting_.clear();
  for (std::size_t i = 0; i < mutants.size(); ++i) waiting_.emplace_back(i, std::move(mutants[i]));
  net::TaskGroup workers(executor_);
  for (int i = 0; i < options_.side_by_side; ++i) workers.spawn(work());
  co_await workers.wait_until_empty();
  co_return std::move(verdicts_);
}

net::Awaitable<void> MutantHunt::work() {
  while (!waiting_.empty()) {
    auto [place, mutant] = std::move(waiting_.front());
    waiting_.pop_front();
    MutantVerdict verdict = co_await judge(std::move(mutant));
    verdicts_[place] = std::move(verdict);
  }
}

net::Awaitable<MutantVerdict> MutantHunt::judge(MutantName mutant) {
  MutantVerdict verdict;
  verdict.mutant = mutant.name;
  verdict.defect = mutant.defect;
  if (options_.effort == Effort::kFirstKill) {
    scenario::Suite likely = likely_suite(mutant.name);
    scenario::SuiteOptions one_at_a_time = suite_options(mutant.name);
    one_at_a_time.isolation = scenario::Isolation::kReset;
    if (!likely.scenarios.empty()) {
      const result::RunResult run = co_await this->run(std::move(likely), std::move(one_at_a_time));
      note_cases(run, verdict);
    }
    if (!verdict.killers.empty() || !verdict.errors.empty()) co_return verdict;
  }
  scenario::Suite all = suite_;
  scenario::SuiteOptions options = suite_options(mutant.name);
  if (options_.effort == Effort::kAllCases) options.fail_fast = 0;
  const result::RunResult run = co_await this->run(std::move(all), std::move(options));
  note_cases(run, verdict);
  std::sort(verdict.killers.begin(), verdict.killers.end());
  co_return verdict;
}

net::Awaitable<result::RunResult> MutantHunt::run(scenario::Suite suite, scenario::SuiteOptions options) {
  result::RunResult head;
  head.controllers.push_back(scenario::describe_controller(suite.profile, "mutant"));
  Silence silence;
  scenario::SuiteRunner runner(executor_, std::move(suite), make_world_, std::move(options), silence);
  result::RunResult result = co_await runner.run(std::move(head));
  co_return result;
}

scenario::Suite MutantHunt::likely_suite(const std::string& mutant) const {
  scenario::Suite likely;
  likely.profile = suite_.profile;
  likely.source_lines = suite_.source_lines;
  const std::vector<std::string> patterns = likely_cases(mutant);
  for (const scenario::Scenario& one : suite_.scenarios) {
    const bool is_likely = std::any_of(patterns.begin(), patterns.end(), [&one](const std::string& pattern) {
      return scenario::matches_id(pattern, one);
    });
    if (is_likely) likely.scenarios.push_back(one);
  }
  return likely;
}

scenario::SuiteOptions MutantHunt::suite_options(const std::string& mutant) const {
  scenario::SuiteOptions options;
  options.lanes = 1;
  options.fail_fast = 1;
  options.folder = fmt::format("{}/{}", options_.folder, mutant);
  options.controller_arguments = {"--mutate", mutant};
  return options;
}

}  // namespace gauntlet::selftest
