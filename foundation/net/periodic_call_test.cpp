#include "foundation/net/periodic_call.hpp"

#include "foundation/net/loop_test.hpp"
#include "foundation/net/timer.hpp"
#include "foundation/net/wait_event.hpp"

#include <optional>

namespace gauntlet::net {
namespace {

using namespace std::chrono_literals;
using PeriodicCallTest = LoopTest;

TEST_F(PeriodicCallTest, CallsUntilItIsDestroyed) {
  run([&]() -> Awaitable<void> {
    int calls = 0;
    WaitEvent called_twice(executor());
    std::optional<PeriodicCall> call;
    const auto began = base::SystemClock().now();
    call.emplace(executor(), 5ms, [&] {
      if (++calls == 2) called_twice.set();
    });
    const auto deadline = soon();
    const auto waited = co_await called_twice.wait(deadline);
    EXPECT_TRUE(waited.ok());
    EXPECT_GE(base::SystemClock().now() - began, 10ms);
    call.reset();
    const int calls_before = calls;
    const auto slept = co_await wait_for(20ms);
    EXPECT_TRUE(slept.ok());
    EXPECT_EQ(calls, calls_before);
  });
}

TEST_F(PeriodicCallTest, ItsCallMayEndIt) {
  run([&]() -> Awaitable<void> {
    int calls = 0;
    WaitEvent called(executor());
    std::optional<PeriodicCall> call;
    call.emplace(executor(), 1ms, [&] {
      ++calls;
      call.reset();
      called.set();
    });
    const auto deadline = soon();
    const auto waited = co_await called.wait(deadline);
    EXPECT_TRUE(waited.ok());
    const auto slept = co_await wait_for(5ms);
    EXPECT_TRUE(slept.ok());
    EXPECT_EQ(calls, 1);
  });
}

}  // namespace
}  // namespace gauntlet::net
