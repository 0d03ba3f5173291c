#include "foundation/net/timer.hpp"

#include "foundation/net/operation.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

namespace gauntlet::net {

namespace asio = boost::asio;

namespace {

using Clock = std::chrono::steady_clock;
using LoopTimer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, LoopExecutor>;

}  // namespace

Awaitable<base::Result<void>> wait_until(base::TimePoint moment) {
  const base::Error cancelled(base::Reason::kCancelled, "asked to stop while waiting for a moment");
  auto executor = co_await asio::this_coro::executor;
  auto state = co_await asio::this_coro::cancellation_state;
  auto& loop = context_of(executor);
  LoopTimer timer(loop.get_executor());
  IoOperation<LoopTimer> operation(DeadlineSweep::of(loop), EndsOn::kRequestedStop, timer);
  if (!operation.begin(state, base::Deadline::never())) co_return cancelled;
  if (moment <= base::SystemClock().now()) {
    // The past costs no timer, but others get their turn.
    auto start = [&loop](auto handler) { asio::post(loop, std::move(handler)); };
    auto turn = outcome_of(start);
    co_await std::move(turn);
  } else {
    timer.expires_at(moment);
    auto start = [&timer](auto handler) { timer.async_wait(std::move(handler)); };
    auto expiry = outcome_of(start);
    co_await std::move(expiry);
  }
  operation.end();
  if (operation.ending() != Operation::Ending::kOwn) co_return cancelled;
  co_return base::Result<void>();
}

Awaitable<base::Result<void>> wait_for(base::Duration duration) {
  const auto moment = base::Deadline::after(duration).when();
  auto result = co_await wait_until(moment);
  co_return result;
}

}  // namespace gauntlet::net
