// WatchHub: wakes the watches of a kind when an object of it changes, and all who wait for a revision. One loop.
#pragma once

#include "fakeapiserver/store/object_store.hpp"
#include "foundation/net/wait_event.hpp"

#include <set>
#include <vector>

namespace gauntlet::fakeapiserver {

class WatchHub {
 public:
  explicit WatchHub(std::size_t kinds) : by_kind_(kinds + 1) {}
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
  KindId any_kind() const { return by_kind_.size() - 1; }
  void notify(KindId kind);
  // Cuts every watch, as an injected fault.
  void drop_all();
  std::size_t size() const;

 private:
  std::vector<std::set<Subscription*>> by_kind_;
};

}  // namespace gauntlet::fakeapiserver
