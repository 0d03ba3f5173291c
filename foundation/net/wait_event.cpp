#include "foundation/net/wait_event.hpp"

#include "foundation/net/wait_queue.hpp"

#include <boost/asio/this_coro.hpp>

namespace gauntlet::net {

struct WaitEvent::State {
  bool set = false;
  WaitQueue waiting;
};

WaitEvent::WaitEvent(Executor /*executor*/) : state_(std::make_unique<State>()) {}

WaitEvent::~WaitEvent() = default;

void WaitEvent::set() {
  state_->set = true;
  state_->waiting.wake_all();
}

void WaitEvent::reset() {
  state_->set = false;
}

bool WaitEvent::is_set() const {
  return state_->set;
}

Awaitable<base::Result<void>> WaitEvent::wait(base::Deadline deadline) {
  auto state = co_await boost::asio::this_coro::cancellation_state;
  auto ending = Operation::Ending::kOwn;
  if (is_stop_requested(state)) {
    // Before the event: whoever serves an event that is always set must end as well.
    ending = Operation::Ending::kCancelled;
  } else if (!state_->set) {
    ending = co_await state_->waiting.wait(deadline, EndsOn::kRequestedStop);
  }
  switch (ending) {
    case Operation::Ending::kTimeout:
      co_return base::Error(base::Reason::kTimeout, "the awaited event did not come in time");
    case Operation::Ending::kCancelled:
      co_return base::Error(base::Reason::kCancelled, "asked to stop while waiting for an event");
    case Operation::Ending::kOwn:
      break;
  }
  co_return base::Result<void>();
}

}  // namespace gauntlet::net
