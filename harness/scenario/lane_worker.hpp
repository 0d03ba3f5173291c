// LaneWorker: takes work until there is none and does it in a lane of its own, which it keeps clean: a canary between
// cases, a new world where that does not help or where the controller has died. Internal to the suite runner's files.
#pragma once

#include "harness/scenario/case_execution.hpp"
#include "harness/scenario/suite_state.hpp"

#include <memory>

namespace gauntlet::scenario {

class LaneWorker {
 public:
  explicit LaneWorker(SuiteState& state) : state_(state) {}

  // Ends the whole run where no controller can be started.
  net::Awaitable<void> work();
  // Apart from work(), so that it is done outside of the tasks that a stop reaches.
  net::Awaitable<void> stop();

 private:
  enum class Condition {
    kFresh,   // nothing has happened in it yet
    kUsed,    // a canary tells whether the controller has let go of the cases before
    kSpoilt,  // only a new one helps
  };

  net::Awaitable<void> do_pack(WorkItem item);
  net::Awaitable<void> do_reset(WorkItem item);
  net::Awaitable<void> do_own(WorkItem item);
  // A lane in which nothing of earlier cases is left.
  net::Awaitable<base::Result<void>> clean_lane();
  net::Awaitable<base::Result<void>> renew_lane();
  net::Awaitable<base::Result<std::unique_ptr<Lane>>> open_lane(int instances);
  net::Awaitable<base::Result<void>> tidy(std::vector<const Scenario*> cases);
  Execution execution(Lane& lane);
  Attempt broken_attempt(const Scenario& scenario, const base::Error& error) const;
  void abandon(const base::Error& error);

  SuiteState& state_;
  std::unique_ptr<Lane> lane_;
  Condition condition_ = Condition::kSpoilt;
  int canaries_missed_ = 0;
};

}  // namespace gauntlet::scenario
