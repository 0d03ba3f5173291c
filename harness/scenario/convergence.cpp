#include "harness/scenario/convergence.hpp"

namespace gauntlet::scenario {

Decision Convergence::observe(base::TimePoint began_at, base::TimePoint ended_at, Round round) {
  return round == Round::kRight ? observe_right(began_at, ended_at) : observe_wrong(ended_at, round);
}

Decision Convergence::observe_right(base::TimePoint began_at, base::TimePoint ended_at) {
  if (right_in_a_row_++ == 0) {
    first_right_ = ended_at;
    // Where nothing wrong was ever seen, it may have been right long before anybody looked.
    if (rules_.deadline && last_wrong_ && began_at > *rules_.deadline && !settled_at_) return Decision::kTimedOut;
  }
  const int needed = rules_.deadline ? rules_.settle : 1;
  if (!settled_at_ && right_in_a_row_ >= needed) settled_at_ = ended_at;
  if (!settled_at_) return Decision::kAgain;
  return ended_at - *settled_at_ >= rules_.hold ? Decision::kHolds : Decision::kAgain;
}

Decision Convergence::observe_wrong(base::TimePoint ended_at, Round round) {
  last_wrong_ = ended_at;
  if (settled_at_) return Decision::kWentBack;
  right_in_a_row_ = 0;
  first_right_.reset();
  if (!rules_.deadline) return Decision::kWrong;
  if (round == Round::kForbidden) return Decision::kForbidden;
  return ended_at >= *rules_.deadline ? Decision::kTimedOut : Decision::kAgain;
}

}  // namespace gauntlet::scenario
