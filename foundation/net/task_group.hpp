// TaskGroup: the owner of coroutines, and the only place that spawns one. A group belongs to one loop; it must be
// stopped and empty before it is destroyed (asserted). A child that ends with an exception ends the program: exceptions
// are bugs here.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/net/awaitable.hpp"

#include <cstddef>
#include <memory>

namespace gauntlet::net {

class TaskGroup {
 public:
  explicit TaskGroup(Executor executor);
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  // Starts the child before returning to the loop's queue; after request_stop() the child is dropped unstarted.
  void spawn(Awaitable<void> child);
  // Cancels nothing that is under way, but every later wait of wait_event.hpp and timer.hpp in the children returns
  // kCancelled at once, and so do those that wait now; likewise Acceptor::accept() and ChildProcess::wait_for_exit().
  // Reads, writes and dial() go on.
  void request_stop();
  bool stop_requested() const;
  // request_stop(), waits until all children are done or the deadline has passed, then cancels their I/O, then waits.
  // The cancelling ends one read, write or dial() of each child with kCancelled: the one under way, or the next to
  // begin. So a child that obeys ends, and its clean-up may still await I/O (with deadlines). A stop of the calling
  // task does not end this wait, nor wait_until_empty().
  Awaitable<void> stop(base::Deadline gentle_until);
  // Without stopping anybody.
  Awaitable<void> wait_until_empty();
  std::size_t size() const;
  Executor executor() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::net
