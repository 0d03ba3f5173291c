#include "foundation/net/periodic_call.hpp"

#include "foundation/net/operation.hpp"

#include <chrono>

namespace gauntlet::net {

namespace asio = boost::asio;

struct PeriodicCall::State {
  using Clock = std::chrono::steady_clock;
  using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, LoopExecutor>;

  State(const LoopExecutor& executor, base::Duration every, std::function<void()> function)
      : timer(executor), period(every), call(std::move(function)) {}

  static void wait(const std::shared_ptr<State>& state) {
    state->timer.expires_after(state->period);
    state->timer.async_wait([state](const boost::system::error_code& failure) {
      if (failure || state->ended) return;
      state->call();
      if (!state->ended) wait(state);
    });
  }

  Timer timer;
  base::Duration period;
  std::function<void()> call;
  bool ended = false;
};

PeriodicCall::PeriodicCall(Executor executor, base::Duration period, std::function<void()> call)
    : state_(std::make_shared<State>(context_of(executor).get_executor(), period, std::move(call))) {
  State::wait(state_);
}

PeriodicCall::~PeriodicCall() {
  state_->ended = true;
  state_->timer.cancel();
}

}  // namespace gauntlet::net
