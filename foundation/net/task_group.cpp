#include "foundation/net/task_group.hpp"

#include "foundation/net/spawned_task.hpp"
#include "foundation/net/wait_queue.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <cassert>
#include <exception>
#include <list>

namespace gauntlet::net {

namespace asio = boost::asio;

void SpawnedTask::start(const Executor& executor, Awaitable<void> body, std::function<void()> done) {
  // An exception out of a task is a bug: noexcept ends the program, with its words.
  auto finish = [done = std::move(done)](std::exception_ptr escaped) noexcept {
    if (escaped) std::rethrow_exception(escaped);
    done();
  };
  asio::co_spawn(executor, run(this, std::move(body)), asio::bind_cancellation_slot(signal_.slot(), std::move(finish)));
}

void SpawnedTask::request_stop() {
  raise(asio::cancellation_type::total);
}

void SpawnedTask::stop_hard() {
  raise(asio::cancellation_type::total | asio::cancellation_type::terminal);
}

void SpawnedTask::raise(asio::cancellation_type level) {
  level_ = level;
  if (begun_) signal_.emit(level);
}

bool SpawnedTask::begin() {
  begun_ = true;
  if (level_ == asio::cancellation_type::none) return true;
  signal_.emit(level_);
  return (level_ & asio::cancellation_type::terminal) == asio::cancellation_type::none;
}

Awaitable<void> SpawnedTask::run(SpawnedTask* task, Awaitable<void> body) {
  const asio::enable_total_cancellation everything;
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await asio::this_coro::reset_cancellation_state(everything, everything);
  if (!task->begin()) co_return;
  co_await std::move(body);
}

struct TaskGroup::State {
  explicit State(Executor its_executor) : executor(std::move(its_executor)) {}

  template <typename Raise>
  void raise(Raise raise) {
    // A child must not vanish under the signal that is on its way to it.
    raising = true;
    for (Child& child : children) {
      if (!child.done) raise(child.task);
    }
    raising = false;
    children.remove_if([](const Child& child) { return child.done; });
    if (children.empty()) emptied.wake_all();
  }

  struct Child {
    SpawnedTask task;
    bool done = false;
  };

  void finish(std::list<Child>::iterator child) {
    if (raising) {
      child->done = true;
      return;
    }
    children.erase(child);
    if (children.empty()) emptied.wake_all();
  }

  Executor executor;
  std::list<Child> children;
  bool stop_requested = false;
  bool raising = false;
  WaitQueue emptied;
};

TaskGroup::TaskGroup(Executor executor) : state_(std::make_unique<State>(std::move(executor))) {}

TaskGroup::~TaskGroup() {
  assert(state_->children.empty() && "a task group ended before its tasks");
}

void TaskGroup::spawn(Awaitable<void> child) {
  if (state_->stop_requested) return;
  const auto entry = state_->children.emplace(state_->children.end());
  entry->task.start(state_->executor, std::move(child), [state = state_.get(), entry] { state->finish(entry); });
}

void TaskGroup::request_stop() {
  if (state_->stop_requested) return;
  state_->stop_requested = true;
  state_->raise([](SpawnedTask& task) { task.request_stop(); });
}

bool TaskGroup::stop_requested() const {
  return state_->stop_requested;
}

Awaitable<void> TaskGroup::stop(base::Deadline gentle_until) {
  request_stop();
  while (!state_->children.empty()) {
    auto ending = co_await state_->emptied.wait_whatever_happens(gentle_until);
    if (ending == Operation::Ending::kTimeout) break;
  }
  state_->raise([](SpawnedTask& task) { task.stop_hard(); });
  co_await wait_until_empty();
}

Awaitable<void> TaskGroup::wait_until_empty() {
  const auto never = base::Deadline::never();
  while (!state_->children.empty()) {
    auto ending = co_await state_->emptied.wait_whatever_happens(never);
    static_cast<void>(ending);
  }
}

std::size_t TaskGroup::size() const {
  return state_->children.size();
}

Executor TaskGroup::executor() const {
  return state_->executor;
}

}  // namespace gauntlet::net
