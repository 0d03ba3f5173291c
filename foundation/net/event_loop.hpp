// EventLoop: one io_context and one thread; a component lives on one loop and shares nothing with others but
// immutable values. All members are safe to call from every thread unless said otherwise.
#pragma once

#include "foundation/net/awaitable.hpp"

#include <functional>
#include <memory>
#include <string>

namespace gauntlet::net {

class EventLoop {
 public:
  EventLoop();
  ~EventLoop();  // stop() and join
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  Executor executor();
  // Runs the loop on a thread of its own until stop(); the name is what top and gdb show (15 characters).
  void start(const std::string& thread_name);
  // Ends what start() began, soon; the destructor or the next start() joins the thread. run_until_done() goes on.
  void stop();
  // Runs `task` on the calling thread, and nothing else of the loop once it is done. Not while started.
  void run_until_done(Awaitable<void> task);
  void post(std::function<void()> work);
  // Posts and waits for the end of it; never from the loop's own thread.
  void run_and_wait(std::function<void()> work);
  // The same with a coroutine.
  void run_and_wait_for(std::function<Awaitable<void>()> make_task);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// For coroutines: runs `work` on `other`'s loop, then goes on where the caller was. Nothing interrupts it, so that
// `work` may refer to the caller's variables.
Awaitable<void> run_on(Executor other, std::function<void()> work);
// The same for a coroutine: `make_task()` is made and awaited on `other`. Stops of the caller are passed on to it.
Awaitable<void> run_task_on(Executor other, std::function<Awaitable<void>()> make_task);

}  // namespace gauntlet::net
