// SuiteState: what the lanes of one run share: the work that is left and the attempts that were made. Internal to the
// suite runner's files; one loop.
#pragma once

#include "harness/scenario/case_results.hpp"
#include "harness/scenario/case_runner.hpp"
#include "harness/scenario/rerun_policy.hpp"
#include "harness/scenario/suite_runner.hpp"
#include "harness/scenario/work_plan.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::scenario {

class SuiteState {
 public:
  SuiteState(net::Executor executor, Suite suite, WorldFactory make_world, SuiteOptions options, RunProgress& progress);

  void begin(const std::string& controller, std::uint64_t seed);
  // Nothing is left, or the run is to end.
  std::optional<WorkItem> take_work();
  // In the order of the item's cases. What failed in a pack is run again alone, before all else.
  void note_attempts(const WorkItem& item, std::vector<Attempt> attempts);
  // The cases that ran to no end get their reason.
  std::vector<result::CaseResult> take_results();

  net::Executor executor;
  Suite suite;
  WorldFactory make_world;
  SuiteOptions options;
  RunProgress& progress;
  StopSignal stop;
  CaseSettings settings;
  int next_serial = 1;
  int lanes_started = 0;                        // gives each its folder
  std::optional<base::Duration> time_to_ready;  // of the first controller
  std::optional<base::Error> no_controller;     // why none could be started; the peer's words are its log

  base::Duration scaled(base::Duration limit) const;
  std::string aborted() const;

 private:
  struct CaseRecord {
    Ruling ruling;
    std::vector<Attempt> attempts;
    int repetitions_left = 0;
    bool reported = false;
  };
  void plan();
  void note_pack(const WorkItem& item, std::vector<Attempt> attempts);
  void note_alone(const WorkItem& item, Attempt attempt);
  void run_again(std::size_t pack);
  void end_repetition(std::size_t index);
  void report(std::size_t index);
  std::string not_run_reason() const;

  std::vector<CaseRecord> records_;  // of suite.scenarios
  std::deque<WorkItem> work_;
  struct FailedPack {
    RerunPolicy policy;
    int repetition;
  };
  std::vector<FailedPack> failed_packs_;
  std::vector<result::CaseResult> results_;
  int failed_ = 0;
  bool failed_fast_ = false;
};

}  // namespace gauntlet::scenario
