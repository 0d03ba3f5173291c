#include "harness/scenario/convergence.hpp"

namespace gauntlet::scenario {

Decision Convergence::observe(base::TimePoint ended_at, Round round) {
  if (round == Round::kRight) {
    if (right_in_a_row_++ == 0) first_right_ = ended_at;
    const int needed = rules_.deadline ? rules_.settle : 1;
    if (!settled_at_ && right_in_a_row_ >= needed) settled_at_ = ended_at;
    if (!settled_at_) return Decision::kAgain;
    return ended_at - *settled_at_ >= rules_.hold ? Decision::kHolds : Decision::kAgain;
  }
  last_wrong_ = ended_at;
  if (settled_at_) return Decision::kWentBack;
  right_in_a_row_ = 0;
  first_right_.reset();
  if (!rules_.deadline) return Decision::kWrong;
  if (round == Round::kForbidden) return Decision::kForbidden;
  return ended_at >= *rules_.deadline ? Decision::kTimedOut : Decision::kAgain;
}

}  // namespace gauntlet::scenario
