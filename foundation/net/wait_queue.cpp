#include "foundation/net/wait_queue.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <cassert>
#include <optional>
#include <utility>

namespace gauntlet::net {

namespace asio = boost::asio;

// Lives in the waiting coroutine.
class WaitQueue::Waiter final : public Operation {
 public:
  Waiter(asio::io_context& loop, EndsOn ends_on, WaitQueue& queue)
      : Operation(DeadlineSweep::of(loop), ends_on), loop_(loop), queue_(queue) {}
  ~Waiter() override { leave(); }

  void enter(asio::any_completion_handler<void()> handler) {
    handler_.emplace(std::move(handler));  // its assignment never returns in Boost 1.81
    next_ = std::exchange(queue_.first_, this);
    if (next_ != nullptr) next_->link_ = &next_;
    link_ = &queue_.first_;
  }

  // Also from a deadline or a stop; the first one counts.
  void interrupt() override {
    if (link_ == nullptr) return;
    leave();
    asio::post(loop_, [handler = std::move(*handler_)]() mutable { std::move(handler)(); });
  }

 private:
  void leave() {
    if (link_ == nullptr) return;
    *link_ = next_;
    if (next_ != nullptr) next_->link_ = link_;
    link_ = nullptr;
  }

  asio::io_context& loop_;
  WaitQueue& queue_;
  std::optional<asio::any_completion_handler<void()>> handler_;
  Waiter* next_ = nullptr;
  Waiter** link_ = nullptr;  // what points to us; null: not waiting
};

WaitQueue::~WaitQueue() {
  assert(first_ == nullptr && "somebody waits on a queue that ends");
}

Awaitable<Operation::Ending> WaitQueue::wait(base::Deadline deadline, EndsOn ends_on) {
  auto state = co_await asio::this_coro::cancellation_state;
  auto ending = co_await wait_with(state, deadline, ends_on);
  co_return ending;
}

Awaitable<Operation::Ending> WaitQueue::wait_whatever_happens(base::Deadline deadline) {
  const asio::cancellation_state nobody;
  auto ending = co_await wait_with(nobody, deadline, EndsOn::kHardStop);
  co_return ending;
}

Awaitable<Operation::Ending> WaitQueue::wait_with(asio::cancellation_state state, base::Deadline deadline,
                                                  EndsOn ends_on) {
  auto executor = co_await asio::this_coro::executor;
  Waiter waiter(context_of(executor), ends_on, *this);
  if (!waiter.begin(state, deadline)) co_return Operation::Ending::kCancelled;
  auto start = [&waiter](auto handler) { waiter.enter(std::move(handler)); };
  auto until_woken = outcome_of(start);
  co_await std::move(until_woken);
  waiter.end();
  co_return waiter.ending();
}

void WaitQueue::wake_all() {
  while (first_ != nullptr) first_->interrupt();
}

}  // namespace gauntlet::net
