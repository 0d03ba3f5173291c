#include "foundation/net/timer.hpp"

#include "foundation/net/loop_test.hpp"

#include <vector>

namespace gauntlet::net {
namespace {

using TimerTest = LoopTest;

TEST_F(TimerTest, GoesOnAtTheMomentAndNotBefore) {
  run([&]() -> Awaitable<void> {
    const auto moment = base::SystemClock().now() + std::chrono::milliseconds(15);
    auto waited = co_await wait_until(moment);
    EXPECT_TRUE(waited.ok());
    EXPECT_GE(base::SystemClock().now(), moment);
  });
}

TEST_F(TimerTest, KeepsTheOrderOfMoments) {
  run([&]() -> Awaitable<void> {
    TaskGroup group(executor());
    std::vector<int> order;
    const auto start = base::SystemClock().now();
    auto child = [&](int number) -> Awaitable<void> {
      const auto moment = start + std::chrono::milliseconds(5 * number);
      auto waited = co_await wait_until(moment);
      EXPECT_TRUE(waited.ok());
      order.push_back(number);
    };
    for (const int number : {3, 1, 2}) group.spawn(child(number));
    co_await group.wait_until_empty();
    EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
  });
}

TEST_F(TimerTest, ThePastLetsOthersHaveTheirTurn) {
  run([&]() -> Awaitable<void> {
    bool had_turn = false;
    loop_.post([&had_turn] { had_turn = true; });
    const base::TimePoint past;
    auto waited = co_await wait_until(past);
    EXPECT_TRUE(waited.ok());
    EXPECT_TRUE(had_turn);
  });
}

TEST_F(TimerTest, AStopEndsTheWait) {
  run([&]() -> Awaitable<void> {
    TaskGroup group(executor());
    base::Reason reason = base::Reason::kUnknown;
    auto child = [&]() -> Awaitable<void> {
      auto waited = co_await wait_for(std::chrono::hours(1));
      if (!waited) reason = waited.error().reason();
    };
    group.spawn(child());
    group.request_stop();
    co_await group.wait_until_empty();
    EXPECT_EQ(reason, base::Reason::kCancelled);
  });
}

}  // namespace
}  // namespace gauntlet::net
