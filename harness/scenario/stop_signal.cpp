#include "harness/scenario/stop_signal.hpp"

#include <algorithm>

namespace gauntlet::scenario {

void StopSignal::request(std::string reason) {
  if (requested_) return;
  requested_ = true;
  reason_ = std::move(reason);
  for (net::TaskGroup* group : groups_) group->request_stop();
}

StopSignal::Listener::Listener(StopSignal& signal, net::TaskGroup& group) : signal_(signal), group_(group) {
  signal_.groups_.push_back(&group_);
  if (signal_.requested_) group_.request_stop();
}

StopSignal::Listener::~Listener() {
  signal_.groups_.erase(std::find(signal_.groups_.begin(), signal_.groups_.end(), &group_));
}

}  // namespace gauntlet::scenario
