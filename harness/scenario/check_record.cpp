#include "harness/scenario/check_record.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

constexpr std::size_t kMostAnswers = 20;  // kept apart; a controller may put a new value into each

bool names_pods(const Answer& answer) {
  return std::any_of(answer.from.begin(), answer.from.end(), [](const PodReference& pod) { return pod.pod; });
}

std::string words_for(const Check& check, const Observation& observation) {
  return describe(observation, names_pods(check.expect) ? PodDetail::kPod : PodDetail::kBackend);
}

// Every pod of the expected backends must have answered at least once.
std::optional<Mismatch> judge_spread(const CheckObservations& observations, int pods) {
  std::map<std::string, int> seen;
  for (const Observation& observation : observations) {
    if (observation.captures.empty()) continue;
    const cluster::CapturedRequest& last = observation.captures.back();
    ++seen[fmt::format("{}/{}", last.backend, last.pod_index)];
  }
  if (seen.size() >= static_cast<std::size_t>(pods)) return std::nullopt;
  std::vector<std::string> counts;
  for (const auto& [pod, count] : seen) counts.push_back(fmt::format("{} {}", pod, count));
  return Mismatch{"spread", "not every pod was used",
                  fmt::format("{} of {} pods in {} requests ({}); a fair choice misses one in less than 1 of 1,000,000 "
                              "runs",
                              seen.size(), pods, observations.size(), fmt::join(counts, ", "))};
}

}  // namespace

void CheckRecord::count(const std::string& answer, double at_ms) {
  const auto same = [&](const std::string& words) {
    return std::find_if(answers.begin(), answers.end(),
                        [&](const result::AnswerCount& known) { return known.answer == words; });
  };
  auto known = same(answer);
  if (known == answers.end() && answers.size() >= kMostAnswers) known = same("others");
  if (known == answers.end()) {
    answers.push_back({answers.size() < kMostAnswers ? answer : "others", 1, at_ms, at_ms});
    return;
  }
  ++known->count;
  known->last_ms = at_ms;
}

RoundJudge::RoundJudge(const SendStep& step, std::vector<int> no_route_codes, const std::map<std::string, int>& pods)
    : step_(step), no_route_codes_(std::move(no_route_codes)), pods_(pods) {
  for (const Check& check : step_.checks) records_.emplace_back().check = &check;
}

Round RoundJudge::judge_round(std::vector<CheckObservations> observed, base::TimePoint zero) {
  ++round_;
  Round verdict = Round::kRight;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    CheckRecord& record = records_[i];
    judge_check(record, std::move(observed[i]), zero);
    if (!record.wrong || record.wrong->round != round_) continue;
    last_wrong_round_ = round_;
    if (verdict != Round::kForbidden) verdict = record.wrong->forbidden ? Round::kForbidden : Round::kAllowed;
  }
  return verdict;
}

void RoundJudge::judge_check(CheckRecord& record, CheckObservations observed, base::TimePoint zero) {
  bool wrong_in_this_round = false;
  for (const Observation& observation : observed) {
    const auto since = observation.round_trip.sent_at - zero;
    record.count(words_for(*record.check, observation), std::chrono::duration<double, std::milli>(since).count());
    auto mismatch = judge(record.check->expect, observation, no_route_codes_);
    if (!mismatch) continue;
    const bool forbidden = !allowed_meanwhile(observation);
    // The first wrong answer of a round is shown, unless a later one is worse.
    if (wrong_in_this_round && (!forbidden || record.wrong->forbidden)) continue;
    wrong_in_this_round = true;
    record.wrong = WrongAnswer{round_, forbidden, std::move(*mismatch), observation};
  }
  if (observed.empty()) return;
  if (!wrong_in_this_round && record.check->expect.spread_over_all_pods) {
    if (auto mismatch = judge_spread(observed, pods_of(*record.check))) {
      record.wrong = WrongAnswer{round_, false, std::move(*mismatch), observed.back()};
    }
  }
  record.newest = std::move(observed.back());
}

bool RoundJudge::allowed_meanwhile(const Observation& observation) const {
  const std::vector<Answer>& allowed = step_.timing.meanwhile;
  return allowed.empty() || std::any_of(allowed.begin(), allowed.end(), [&](const Answer& answer) {
           return !judge(answer, observation, no_route_codes_);
         });
}

bool RoundJudge::is_to_blame(const CheckRecord& record, Decision decision) const {
  if (decision == Decision::kHolds || decision == Decision::kAgain) return false;
  if (!record.wrong || record.wrong->round != last_wrong_round_) return false;
  return decision != Decision::kForbidden || record.wrong->forbidden;
}

int RoundJudge::pods_of(const Check& check) const {
  int count = 0;
  for (const PodReference& reference : check.expect.from) {
    const auto it = pods_.find(reference.backend);
    count += it == pods_.end() ? 1 : it->second;
  }
  return count > 0 ? count : 1;
}

int RoundJudge::repetitions(const Check& check) const {
  return check.repeat > 0 ? check.repeat : spread_sample_size(pods_of(check));
}

result::CheckResult result_of(const CheckRecord& record, const Observation& shown, int number) {
  const Check& check = *record.check;
  result::CheckResult result;
  result.number = number;
  result.line = check.position.line;
  result.column = check.position.column;
  result.text = check.text;
  result.want = check.expect.text;
  result.answers = record.answers;
  result.got = words_for(check, shown);
  result.request_id = shown.request_id;
  result.latency_us = std::chrono::duration<double, std::micro>(shown.round_trip.latency).count();
  if (!shown.captures.empty()) {
    const cluster::CapturedRequest& seen = shown.captures.back();
    result.pod = fmt::format("{}/{}", seen.backend, seen.pod_index);
  }
  return result;
}

}  // namespace gauntlet::scenario
