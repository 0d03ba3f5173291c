// WatchHub: wakes the watches of a kind when an object of it changes, and all who wait for a revision. One loop.
#pragma once

#include "fakeapiserver/store/object_store.hpp"
#include "foundation/net/wait_event.hpp"

#include <map>
#include <set>

namespace gauntlet::fakeapiserver {

class WatchHub {
 public:
  WatchHub() = default;
  WatchHub(const WatchHub&) = delete;
  WatchHub& operator=(const WatchHub&) = delete;

  // One watch under way; registered as long as it lives.
  class Subscription {
   public:
    Subscription(WatchHub& hub, KindId kind, net::WaitEvent& wake);
    ~Subscription();
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;
    bool dropped() const { return dropped_; }

   private:
    friend class WatchHub;
    WatchHub& hub_;
    KindId kind_;
    net::WaitEvent& wake_;
    bool dropped_ = false;
  };

  // Stands for every kind.
  static constexpr KindId kAnyKind = static_cast<KindId>(-1);
  void notify(KindId kind);
  // Cuts every watch, as an injected fault.
  void drop_all();
  std::size_t size() const;

 private:
  void notify_all(KindId kind);
  std::map<KindId, std::set<Subscription*>> by_kind_;
};

}  // namespace gauntlet::fakeapiserver
