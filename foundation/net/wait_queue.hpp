// WaitQueue (internal to net): coroutines of one loop that wait for one thing; what events, groups and memory streams
// are made of.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/net/operation.hpp"

namespace gauntlet::net {

class WaitQueue {
 public:
  WaitQueue() = default;
  ~WaitQueue();  // asserts that nobody waits
  WaitQueue(const WaitQueue&) = delete;
  WaitQueue& operator=(const WaitQueue&) = delete;

  // kOwn: woken. The queue must outlive the wait.
  Awaitable<Operation::Ending> wait(base::Deadline deadline, EndsOn ends_on);
  // The same, but no stop of the waiting task ends it: for waiting until others have ended.
  Awaitable<Operation::Ending> wait_whatever_happens(base::Deadline deadline);
  // All who wait now; they go on from the loop's queue, never before this returns.
  void wake_all();

 private:
  class Waiter;
  Awaitable<Operation::Ending> wait_with(boost::asio::cancellation_state state, base::Deadline deadline,
                                         EndsOn ends_on);

  Waiter* first_ = nullptr;
};

}  // namespace gauntlet::net
