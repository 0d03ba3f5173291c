#include "fakeapiserver/verbs/watch_hub.hpp"

namespace gauntlet::fakeapiserver {

WatchHub::Subscription::Subscription(WatchHub& hub, KindId kind, net::WaitEvent& wake)
    : hub_(hub), kind_(kind), wake_(wake) {
  hub_.by_kind_[kind_].insert(this);
}

WatchHub::Subscription::~Subscription() {
  hub_.by_kind_[kind_].erase(this);
}

void WatchHub::notify(KindId kind) {
  notify_all(kind);
  notify_all(kAnyKind);
}

void WatchHub::notify_all(KindId kind) {
  const auto found = by_kind_.find(kind);
  if (found == by_kind_.end()) return;
  for (Subscription* subscription : found->second) subscription->wake_.set();
}

void WatchHub::drop_all() {
  for (auto& [kind, subscriptions] : by_kind_) {
    for (Subscription* subscription : subscriptions) {
      subscription->dropped_ = true;
      subscription->wake_.set();
    }
  }
}

std::size_t WatchHub::size() const {
  std::size_t count = 0;
  for (const auto& [kind, subscriptions] : by_kind_) count += subscriptions.size();
  return count;
}

}  // namespace gauntlet::fakeapiserver
