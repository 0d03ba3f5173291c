// WaitEvent: one coroutine tells others of the same loop that something happened. Stays set until reset().
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/base/result.hpp"
#include "foundation/net/awaitable.hpp"

#include <memory>

namespace gauntlet::net {

class WaitEvent {
 public:
  explicit WaitEvent(Executor executor);
  ~WaitEvent();
  WaitEvent(const WaitEvent&) = delete;
  WaitEvent& operator=(const WaitEvent&) = delete;

  void set();  // wakes all waiters
  void reset();
  bool is_set() const;
  // kTimeout at the deadline, kCancelled when the task is asked to stop.
  Awaitable<base::Result<void>> wait(base::Deadline deadline);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::net
