// Convergence: decides over time whether a change has arrived and stays, from rounds of checks. Pure; the caller sends
// the rounds and says when they ended. Rules of ux.md 2.3.
#pragma once

#include "foundation/base/clock.hpp"

#include <optional>

namespace gauntlet::scenario {

struct ConvergenceRules {
  std::optional<base::TimePoint> deadline;  // of the first right round, when it begins; absent: one round, now
  base::Duration hold{};                    // and then right for this long
  int settle = 3;                           // right rounds in a row that count as arrived; 1 without a deadline
};

enum class Round {
  kRight,
  kAllowed,    // wrong, but allowed before the change has arrived
  kForbidden,  // wrong, and not among the answers of `meanwhile`
};

enum class Decision {
  kAgain,
  kHolds,
  kWrong,      // the only round was wrong
  kTimedOut,   // never right by the deadline
  kWentBack,   // wrong again after it had settled
  kForbidden,  // an answer that `meanwhile` does not allow
};

class Convergence {
 public:
  explicit Convergence(ConvergenceRules rules) : rules_(rules) {}

  // What was asked in time and answered right is in time, however long the answers took.
  Decision observe(base::TimePoint began_at, base::TimePoint ended_at, Round round);
  // A round that takes no time.
  Decision observe(base::TimePoint at, Round round) { return observe(at, at, round); }
  // The first right round of the series that settled (or of the newest series).
  std::optional<base::TimePoint> first_right() const { return first_right_; }
  std::optional<base::TimePoint> last_wrong() const { return last_wrong_; }
  bool settled() const { return settled_at_.has_value(); }

 private:
  Decision observe_right(base::TimePoint began_at, base::TimePoint ended_at);
  Decision observe_wrong(base::TimePoint ended_at, Round round);

  ConvergenceRules rules_;
  int right_in_a_row_ = 0;
  std::optional<base::TimePoint> first_right_;
  std::optional<base::TimePoint> last_wrong_;
  std::optional<base::TimePoint> settled_at_;
};

}  // namespace gauntlet::scenario
