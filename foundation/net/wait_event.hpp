// WaitEvent: one coroutine tells others of the same loop that something happened. Stays set until reset(). Those who
// wait go on from the loop's queue, never before set() returns. Nobody may wait when it is destroyed.
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
  // kTimeout at the deadline (20 ms late at most), kCancelled when the task is asked to stop, also where it is set.
  Awaitable<base::Result<void>> wait(base::Deadline deadline);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::net
