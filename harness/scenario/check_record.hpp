// CheckRecord: what the rounds of a send step showed of one check; RoundJudge: what a round means for the step. Pure.
#pragma once

#include "harness/result/run_result.hpp"
#include "harness/scenario/convergence.hpp"
#include "harness/scenario/judge.hpp"
#include "harness/scenario/observation.hpp"
#include "harness/scenario/scenario.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::scenario {

// One for each repetition and each instance that a check goes to, in one round.
using CheckObservations = std::vector<Observation>;

struct WrongAnswer {
  int round = 0;
  bool forbidden = false;  // `meanwhile` does not allow it
  Mismatch mismatch;
  Observation observation;
};

struct CheckRecord {
  const Check* check = nullptr;
  std::vector<result::AnswerCount> answers;
  Observation newest;
  std::optional<WrongAnswer> wrong;  // the newest; a forbidden one stays

  // Equal answers are counted together; beyond 20 different ones under "others".
  void count(const std::string& answer, double at_ms);
};

class RoundJudge {
 public:
  // `step` outlives it. `pods`: how many a backend has.
  RoundJudge(const SendStep& step, std::vector<int> no_route_codes, const std::map<std::string, int>& pods);

  // One entry for each check; times are counted from `zero`.
  Round judge_round(std::vector<CheckObservations> observed, base::TimePoint zero);
  const std::vector<CheckRecord>& records() const { return records_; }
  // Whether this check is why the step ended so.
  bool is_to_blame(const CheckRecord& record, Decision decision) const;
  // How many requests a check with `repeat` 0 needs: enough for the pods of its backends.
  int repetitions(const Check& check) const;

 private:
  void judge_check(CheckRecord& record, CheckObservations observed, base::TimePoint zero);
  bool allowed_meanwhile(const Observation& observation) const;
  int pods_of(const Check& check) const;

  const SendStep& step_;
  std::vector<int> no_route_codes_;
  std::map<std::string, int> pods_;
  std::vector<CheckRecord> records_;
  int round_ = 0;
  int last_wrong_round_ = 0;
};

// What the report keeps of a check, with `shown` as the example.
result::CheckResult result_of(const CheckRecord& record, const Observation& shown, int number);

}  // namespace gauntlet::scenario
