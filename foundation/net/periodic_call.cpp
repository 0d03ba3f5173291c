#include "foundation/net/periodic_call.hpp"

#include "foundation/net/operation.hpp"

#include <chrono>

namespace gauntlet::net {

namespace asio = boost::asio;

struct PeriodicCall::State : std::enable_shared_from_this<State> {
  using Clock = std::chrono::steady_clock;
  using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, LoopExecutor>;

  State(LoopExecutor executor, base::Duration every, std::function<void()> function)
      : timer(std::move(executor)), period(every), call(std::move(function)) {}

  void wait() {
    timer.expires_after(period);
    timer.async_wait([self = shared_from_this()](const boost::system::error_code& failure) {
      if (failure || self->ended) return;
      self->call();
      if (!self->ended) self->wait();
    });
  }

  Timer timer;
  base::Duration period;
  std::function<void()> call;
  bool ended = false;
};

PeriodicCall::PeriodicCall(Executor executor, base::Duration period, std::function<void()> call)
    : state_(std::make_shared<State>(context_of(executor).get_executor(), period, std::move(call))) {
  state_->wait();
}

PeriodicCall::~PeriodicCall() {
  state_->ended = true;
  state_->timer.cancel();
}

}  // namespace gauntlet::net
