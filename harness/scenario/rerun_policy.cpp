#include "harness/scenario/rerun_policy.hpp"

#include <utility>

namespace gauntlet::scenario {

RerunPolicy::RerunPolicy(std::vector<std::size_t> failed, std::size_t company)
    : waiting_(failed.begin(), failed.end()), spokesmen_(2 * failed.size() > company ? kSpokesmen : failed.size()) {}

void RerunPolicy::note(Alone outcome) {
  ++noted_;
  one_was_green_ = one_was_green_ || outcome == Alone::kGreen;
}

std::vector<std::size_t> RerunPolicy::take_next() {
  std::vector<std::size_t> next;
  while (!waiting_.empty() && (one_was_green_ || given_ < spokesmen_)) {
    next.push_back(waiting_.front());
    waiting_.pop_front();
    ++given_;
  }
  return next;
}

std::vector<std::size_t> RerunPolicy::take_spoken_for() {
  if (one_was_green_ || noted_ < spokesmen_) return {};
  const std::deque<std::size_t> spoken_for = std::exchange(waiting_, {});
  return {spoken_for.begin(), spoken_for.end()};
}

}  // namespace gauntlet::scenario
