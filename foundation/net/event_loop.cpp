#include "foundation/net/event_loop.hpp"

#include "foundation/net/sockets.hpp"
#include "foundation/net/spawned_task.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <cassert>
#include <future>
#include <optional>
#include <pthread.h>
#include <thread>

namespace gauntlet::net {

namespace asio = boost::asio;

struct EventLoop::State {
  bool on_own_thread() { return context.get_executor().running_in_this_thread(); }
  void join() {
    if (thread.joinable()) thread.join();
  }

  // One thread runs it: Asio then keeps its queue to itself; posting from other threads stays safe.
  asio::io_context context{1};
  asio::executor_work_guard<LoopExecutor> stay = asio::make_work_guard(context);
  std::thread thread;
};

EventLoop::EventLoop() : state_(std::make_unique<State>()) {}

EventLoop::~EventLoop() {
  assert(!state_->on_own_thread());
  stop();
  state_->join();
}

Executor EventLoop::executor() {
  return state_->context.get_executor();
}

void EventLoop::start(const std::string& thread_name) {
  state_->join();
  state_->context.restart();
  state_->thread = std::thread([state = state_.get()] { state->context.run(); });
  pthread_setname_np(state_->thread.native_handle(), thread_name.substr(0, 15).c_str());
}

void EventLoop::run_until_done(Awaitable<void> task) {
  bool done = false;
  SpawnedTask spawned;
  state_->context.restart();
  spawned.start(executor(), std::move(task), [this, &done] {
    done = true;
    state_->context.stop();
  });
  while (!done) {
    state_->context.run();
    state_->context.restart();
  }
}

void EventLoop::stop() {
  state_->context.stop();
}

void EventLoop::post(std::function<void()> work) {
  asio::post(state_->context, std::move(work));
}

void EventLoop::run_and_wait(std::function<void()> work) {
  assert(!state_->on_own_thread());
  auto done = std::make_shared<std::promise<void>>();
  auto ended = done->get_future();
  post([&work, done] {
    work();
    done->set_value();
  });
  ended.wait();
}

void EventLoop::run_and_wait_for(std::function<Awaitable<void>()> make_task) {
  assert(!state_->on_own_thread());
  SpawnedTask task;
  auto done = std::make_shared<std::promise<void>>();
  auto ended = done->get_future();
  post([this, &task, &make_task, done] { task.start(executor(), make_task(), [done] { done->set_value(); }); });
  ended.wait();
}

namespace {

using Resume = asio::any_completion_handler<void()>;

// A task on another loop than the one that waits for it; touched on the other one only.
struct RemoteTask {
  void forward(asio::cancellation_type stop) {
    if (ended || stop == asio::cancellation_type::none) return;
    const bool is_hard = (stop & asio::cancellation_type::terminal) != asio::cancellation_type::none;
    is_hard ? task.stop_hard() : task.request_stop();
  }

  SpawnedTask task;
  std::optional<Resume> resume;
  bool ended = false;
};

// Carries the stops of the waiting task over to the remote one.
class StopCarrier {
 public:
  StopCarrier(Executor other, std::shared_ptr<RemoteTask> remote)
      : other_(std::move(other)), remote_(std::move(remote)) {}
  void operator()(asio::cancellation_type stop) const {
    asio::post(other_, [remote = remote_, stop] { remote->forward(stop); });
  }

 private:
  Executor other_;
  std::shared_ptr<RemoteTask> remote_;
};

}  // namespace

Awaitable<void> run_on(Executor other, std::function<void()> work) {
  auto executor = co_await asio::this_coro::executor;
  // The coroutine stays where it is, suspended; only the work travels.
  auto& home = context_of(executor);
  auto start = [&](Resume resume) {
    asio::post(other, [&home, &work, resume = std::move(resume)]() mutable {
      work();
      asio::post(home, std::move(resume));
    });
  };
  auto visit = outcome_of(start);
  co_await std::move(visit);
}

Awaitable<void> run_task_on(Executor other, std::function<Awaitable<void>()> make_task) {
  auto executor = co_await asio::this_coro::executor;
  auto state = co_await asio::this_coro::cancellation_state;
  auto& home = context_of(executor);
  auto remote = std::make_shared<RemoteTask>();
  StopCarrier carrier(other, remote);
  auto start = [&](Resume resume) {
    remote->resume.emplace(std::move(resume));  // its assignment never returns in Boost 1.81
    asio::post(other, [&, remote] {
      remote->task.start(other, make_task(), [&home, remote] {
        remote->ended = true;
        asio::post(home, std::move(*remote->resume));
      });
    });
    // Behind the start in the other loop's queue.
    if (state.cancelled() != asio::cancellation_type::none) carrier(state.cancelled());
    auto slot = state.slot();
    if (slot.is_connected()) slot.emplace<StopCarrier>(carrier);
  };
  auto visit = outcome_of(start);
  co_await std::move(visit);
}

}  // namespace gauntlet::net
