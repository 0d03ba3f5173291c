// SpawnedTask (internal to net): a coroutine that was started, and the means to stop it; TaskGroup and EventLoop are
// made of it.
#pragma once

#include "foundation/net/awaitable.hpp"

#include <boost/asio/cancellation_signal.hpp>

#include <functional>

namespace gauntlet::net {

class SpawnedTask {
 public:
  SpawnedTask() = default;
  SpawnedTask(const SpawnedTask&) = delete;
  SpawnedTask& operator=(const SpawnedTask&) = delete;

  // Runs `body` on `executor`: before this returns, up to its first suspension, if that is the loop of the calling
  // thread. `done` is called there afterwards, never before this returns, and may destroy the task.
  void start(const Executor& executor, Awaitable<void> body, std::function<void()> done);
  // On the task's loop.
  void request_stop();
  void stop_hard();

 private:
  // False: stopped hard before it began.
  bool begin();
  void raise(boost::asio::cancellation_type level);
  static Awaitable<void> run(SpawnedTask* task, Awaitable<void> body);

  boost::asio::cancellation_signal signal_;
  boost::asio::cancellation_type level_ = boost::asio::cancellation_type::none;
  bool begun_ = false;
};

}  // namespace gauntlet::net
