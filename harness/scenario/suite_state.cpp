#include "harness/scenario/suite_state.hpp"

#include "foundation/base/text.hpp"

#include <algorithm>

namespace gauntlet::scenario {

SuiteState::SuiteState(net::Executor suite_executor, Suite the_suite, WorldFactory world_factory,
                       SuiteOptions suite_options, RunProgress& run_progress)
    : executor(std::move(suite_executor)),
      suite(std::move(the_suite)),
      make_world(std::move(world_factory)),
      options(std::move(suite_options)),
      progress(run_progress) {
  settings.no_route_codes = suite.profile.no_route;
  settings.time_scale = options.time_scale;
  settings.stop = &stop;
  settings.source_lines = &suite.source_lines;
}

void SuiteState::begin(const std::string& controller, std::uint64_t seed) {
  settings.words.controller = controller;
  settings.words.arguments = options.again_arguments.empty() ? "-c " + controller : options.again_arguments;
  settings.words.seed = seed;
  for (const Scenario& scenario : suite.scenarios) {
    CaseRecord record;
    record.ruling = rule_on(scenario, suite.profile);
    record.repetitions_left = record.ruling.status == result::Status::kPass ? options.repeat : 0;
    records_.push_back(std::move(record));
  }
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (records_[i].repetitions_left == 0) report(i);
  }
  plan();
}

void SuiteState::plan() {
  std::vector<std::size_t> indices;
  std::vector<PlannedCase> cases;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (records_[i].repetitions_left == 0) continue;
    indices.push_back(i);
    cases.push_back({suite.scenarios[i].isolation, waiting_time(suite.scenarios[i])});
  }
  PlanOptions plan_options;
  plan_options.lanes = options.lanes;
  plan_options.least = options.isolation;
  plan_options.order = options.order;
  plan_options.seed = settings.words.seed;
  for (int repetition = 1; repetition <= options.repeat; ++repetition) {
    plan_options.repetition = repetition;
    for (WorkItem& item : plan_work(cases, plan_options)) {
      for (std::size_t& index : item.cases) index = indices[index];
      work_.push_back(std::move(item));
    }
  }
}

std::optional<WorkItem> SuiteState::take_work() {
  if (stop.requested() || work_.empty()) return std::nullopt;
  WorkItem item = std::move(work_.front());
  work_.pop_front();
  for (const std::size_t index : item.cases) progress.case_started(suite.scenarios[index]);
  return item;
}

void SuiteState::note_attempts(const WorkItem& item, std::vector<Attempt> attempts) {
  for (Attempt& attempt : attempts) attempt.repetition = item.repetition;
  if (item.isolation == Isolation::kPack) return note_pack(item, std::move(attempts));
  note_alone(item, std::move(attempts.front()));
}

void SuiteState::note_pack(const WorkItem& item, std::vector<Attempt> attempts) {
  std::vector<std::size_t> failed;
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    const std::size_t index = item.cases[i];
    const result::Status status = attempts[i].status;
    records_[index].attempts.push_back(std::move(attempts[i]));
    // What is known to fail does so by itself.
    const bool is_known = status == result::Status::kFail && records_[index].ruling.known_failure != nullptr;
    if (is_run_again_alone(status) && !is_known) {
      failed.push_back(index);
    } else if (status != result::Status::kNotRun) {
      end_repetition(index);
    }
  }
  if (failed.empty()) return;
  failed_packs_.push_back({RerunPolicy(std::move(failed), item.cases.size()), item.repetition});
  run_again(failed_packs_.size() - 1);
}

void SuiteState::note_alone(const WorkItem& item, Attempt attempt) {
  const std::size_t index = item.cases.front();
  const result::Status status = attempt.status;
  records_[index].attempts.push_back(std::move(attempt));
  if (status == result::Status::kNotRun) return;
  end_repetition(index);
  if (!item.pack) return;
  const bool failed = is_run_again_alone(status);
  failed_packs_[*item.pack].policy.note(failed ? RerunPolicy::Alone::kNotGreen : RerunPolicy::Alone::kGreen);
  run_again(*item.pack);
}

void SuiteState::run_again(std::size_t pack) {
  FailedPack& failed = failed_packs_[pack];
  for (const std::size_t index : failed.policy.take_next()) {
    work_.push_front({Isolation::kReset, {index}, failed.repetition, pack});
  }
  for (const std::size_t index : failed.policy.take_spoken_for()) end_repetition(index);
}

void SuiteState::end_repetition(std::size_t index) {
  if (--records_[index].repetitions_left == 0) report(index);
}

void SuiteState::report(std::size_t index) {
  CaseRecord& record = records_[index];
  record.reported = true;
  result::CaseResult result = conclude(suite.scenarios[index], record.ruling, std::move(record.attempts),
                                       options.repeat, not_run_reason(), settings.words);
  progress.case_finished(result);
  if (result::tally_of(result.status) == result::Tally::kFailed) ++failed_;
  results_.push_back(std::move(result));
  if (options.fail_fast > 0 && failed_ >= options.fail_fast && !work_.empty()) {
    failed_fast_ = true;
    work_.clear();
  }
}

std::vector<result::CaseResult> SuiteState::take_results() {
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (!records_[i].reported) report(i);
  }
  std::sort(results_.begin(), results_.end(), [](const result::CaseResult& a, const result::CaseResult& b) {
    return std::tie(a.controller, a.id, a.row) < std::tie(b.controller, b.id, b.row);
  });
  return std::move(results_);
}

base::Duration SuiteState::scaled(base::Duration limit) const {
  return std::chrono::duration_cast<base::Duration>(limit * options.time_scale);
}

std::string SuiteState::aborted() const {
  if (no_controller) {
    std::string text = "no controller: " + no_controller->message();
    if (no_controller->peer_words().empty()) return text;
    text += "; the end of its log:";
    for (const std::string_view line : base::split(no_controller->peer_words(), '\n')) {
      text += "\n| " + std::string(line);
    }
    return text;
  }
  if (stop.requested()) return stop.reason();
  return failed_fast_ ? "fail-fast" : "";
}

std::string SuiteState::not_run_reason() const {
  return no_controller ? "no controller: " + no_controller->message() : aborted();
}

}  // namespace gauntlet::scenario
