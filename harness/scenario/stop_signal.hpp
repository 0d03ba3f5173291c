// StopSignal: the wish that a run ends early, carried to every task group that works for it. One loop.
#pragma once

#include "foundation/net/task_group.hpp"

#include <string>
#include <vector>

namespace gauntlet::scenario {

class StopSignal {
 public:
  StopSignal() = default;
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // The first reason is kept.
  void request(std::string reason);
  bool requested() const { return requested_; }
  const std::string& reason() const { return reason_; }

  // While it lives, `group` is asked to stop when the signal is given; at once where it was given before.
  class Listener {
   public:
    Listener(StopSignal& signal, net::TaskGroup& group);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

   private:
    StopSignal& signal_;
    net::TaskGroup& group_;
  };

 private:
  bool requested_ = false;
  std::string reason_;
  std::vector<net::TaskGroup*> groups_;
};

}  // namespace gauntlet::scenario
