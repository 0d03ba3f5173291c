#include "foundation/net/task_group.hpp"

#include "foundation/net/loop_test.hpp"
#include "foundation/net/timer.hpp"
#include "foundation/net/wait_event.hpp"

#include <future>
#include <stdexcept>
#include <vector>

namespace gauntlet::net {
namespace {

using base::Reason;

class TaskGroupTest : public LoopTest {
 protected:
  // Waits for an event that nobody sets, and notes why it ended.
  Awaitable<void> wait_forever(std::vector<Reason>& reasons) {
    WaitEvent event(executor());
    auto waited = co_await event.wait(never_);
    reasons.push_back(waited ? Reason::kUnknown : waited.error().reason());
  }

  Awaitable<void> read_forever(ByteStream& stream, std::vector<Reason>& reasons) {
    auto reason = co_await reason_of_read(stream, never_);
    reasons.push_back(reason);
  }

  const base::Deadline never_ = base::Deadline::never();
  const base::Deadline now_ = base::Deadline::at(base::TimePoint());
};

TEST_F(TaskGroupTest, StartsTheChildBeforeSpawnReturns) {
  run([&]() -> Awaitable<void> {
    TaskGroup group(executor());
    bool started = false;
    auto child = [&]() -> Awaitable<void> {
      started = true;
      co_return;
    };
    group.spawn(child());
    EXPECT_TRUE(started);
    EXPECT_EQ(group.size(), 1U);
    co_await group.wait_until_empty();
    EXPECT_EQ(group.size(), 0U);
  });
}

TEST_F(TaskGroupTest, AnEmptyGroupStopsAtOnce) {
  run([&]() -> Awaitable<void> {
    TaskGroup group(executor());
    co_await group.wait_until_empty();
    co_await group.stop(never_);
    EXPECT_TRUE(group.stop_requested());
  });
}

TEST_F(TaskGroupTest, DropsChildrenOnceAskedToStop) {
  run([&]() -> Awaitable<void> {
    TaskGroup group(executor());
    group.request_stop();
    bool started = false;
    auto child = [&]() -> Awaitable<void> {
      started = true;
      co_return;
    };
    group.spawn(child());
    EXPECT_EQ(group.size(), 0U);
    EXPECT_FALSE(started);
    co_return;
  });
}

TEST_F(TaskGroupTest, ARequestEndsWaitsAndLeavesReadsAlone) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    TaskGroup group(executor());
    std::vector<Reason> waits;
    std::string text;
    auto reader = [&]() -> Awaitable<void> { text = co_await read_bytes(*pair.server, 5); };
    group.spawn(wait_forever(waits));
    group.spawn(reader());
    group.request_stop();
    const auto deadline = soon();
    auto written = co_await pair.client->write_all("still", deadline);
    EXPECT_TRUE(written.ok());
    co_await group.wait_until_empty();
    EXPECT_EQ(waits, std::vector<Reason>{Reason::kCancelled});
    EXPECT_EQ(text, "still");
  });
}

TEST_F(TaskGroupTest, LaterWaitsEndAtOnce) {
  run([&]() -> Awaitable<void> {
    TaskGroup group(executor());
    std::vector<Reason> reasons;
    auto child = [&]() -> Awaitable<void> {
      co_await wait_forever(reasons);
      co_await wait_forever(reasons);
      auto paused = co_await wait_for(std::chrono::hours(1));
      reasons.push_back(paused ? Reason::kUnknown : paused.error().reason());
      WaitEvent happened(executor());
      happened.set();
      auto waited = co_await happened.wait(never_);
      reasons.push_back(waited ? Reason::kUnknown : waited.error().reason());
    };
    group.spawn(child());
    group.request_stop();
    co_await group.wait_until_empty();
    EXPECT_EQ(reasons, std::vector<Reason>(4, Reason::kCancelled));
  });
}

TEST_F(TaskGroupTest, AHardStopEndsReadsAndCleanUpMayAwait) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    TaskGroup group(executor());
    std::vector<Reason> reasons;
    auto child = [&]() -> Awaitable<void> {
      co_await read_forever(*pair.server, reasons);
      const auto deadline = soon();
      auto written = co_await pair.server->write_all("farewell", deadline);
      EXPECT_TRUE(written.ok());
      auto answer = co_await read_bytes(*pair.server, 2);
      EXPECT_EQ(answer, "ok");
    };
    auto peer = [&]() -> Awaitable<void> {
      auto text = co_await read_bytes(*pair.client, 8);
      EXPECT_EQ(text, "farewell");
      const auto deadline = soon();
      auto written = co_await pair.client->write_all("ok", deadline);
      EXPECT_TRUE(written.ok());
    };
    TaskGroup peers(executor());
    peers.spawn(peer());
    group.spawn(child());
    const auto gentle_until = in_a_moment();
    co_await group.stop(gentle_until);
    EXPECT_EQ(reasons, std::vector<Reason>{Reason::kCancelled});
    co_await peers.wait_until_empty();
  });
}

TEST_F(TaskGroupTest, AHardStopBetweenOperationsEndsTheNextOne) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    EventLoop other;
    other.start("elsewhere");
    WaitEvent stopped(executor());
    TaskGroup group(executor());
    std::vector<Reason> reasons;
    auto child = [&]() -> Awaitable<void> {
      // Not to be interrupted there; the stop comes meanwhile.
      std::promise<void> released;
      auto release = released.get_future();
      loop_.post([&released] { released.set_value(); });
      std::function<void()> work = [&release] { release.wait(); };
      co_await run_on(other.executor(), work);
      co_await read_forever(*pair.server, reasons);
    };
    group.spawn(child());
    co_await group.stop(now_);
    EXPECT_EQ(reasons, std::vector<Reason>{Reason::kCancelled});
  });
}

TEST_F(TaskGroupTest, AWaitDoesNotUseUpTheHardStop) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    TaskGroup group(executor());
    std::vector<Reason> reasons;
    auto child = [&]() -> Awaitable<void> {
      co_await wait_forever(reasons);
      co_await read_forever(*pair.server, reasons);
    };
    group.spawn(child());
    co_await group.stop(now_);
    EXPECT_EQ(reasons, std::vector<Reason>(2, Reason::kCancelled));
  });
}

TEST_F(TaskGroupTest, ManyChildrenEndDuringTheStop) {
  run([&]() -> Awaitable<void> {
    TaskGroup group(executor());
    std::vector<Reason> reasons;
    for (int i = 0; i < 500; ++i) group.spawn(wait_forever(reasons));
    co_await group.stop(never_);
    EXPECT_EQ(reasons, std::vector<Reason>(500, Reason::kCancelled));
    EXPECT_EQ(group.size(), 0U);
  });
}

TEST_F(TaskGroupTest, AChildMayStopItsOwnGroupAndSpawn) {
  run([&]() -> Awaitable<void> {
    TaskGroup group(executor());
    std::vector<Reason> reasons;
    auto leaver = [&]() -> Awaitable<void> {
      group.spawn(wait_forever(reasons));
      group.request_stop();
      group.spawn(wait_forever(reasons));  // dropped
      co_await wait_forever(reasons);
    };
    group.spawn(leaver());
    co_await group.wait_until_empty();
    EXPECT_EQ(reasons, std::vector<Reason>(2, Reason::kCancelled));
  });
}

TEST_F(TaskGroupTest, AStoppedChildStopsItsChildren) {
  run([&]() -> Awaitable<void> {
    TaskGroup outer(executor());
    std::vector<Reason> reasons;
    auto child = [&]() -> Awaitable<void> {
      TaskGroup inner(executor());
      inner.spawn(wait_forever(reasons));
      co_await wait_forever(reasons);
      const auto deadline = soon();
      co_await inner.stop(deadline);
    };
    outer.spawn(child());
    co_await outer.stop(now_);
    EXPECT_EQ(reasons, std::vector<Reason>(2, Reason::kCancelled));
  });
}

TEST_F(TaskGroupTest, ATaskFromAnotherThreadStartsWithTheLoop) {
  bool ran = false;
  TaskGroup group(executor());
  auto child = [&]() -> Awaitable<void> {
    ran = true;
    co_return;
  };
  group.spawn(child());  // the loop does not run yet
  EXPECT_FALSE(ran);
  run([&]() -> Awaitable<void> { co_await group.wait_until_empty(); });
  EXPECT_TRUE(ran);
}

using TaskGroupDeathTest = TaskGroupTest;

TEST_F(TaskGroupDeathTest, AnExceptionOutOfAChildEndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(run([&]() -> Awaitable<void> {
                 TaskGroup group(executor());
                 auto child = []() -> Awaitable<void> {
                   throw std::logic_error("a bug");
                   co_return;
                 };
                 group.spawn(child());
                 co_await group.wait_until_empty();
               }),
               "a bug");
}

}  // namespace
}  // namespace gauntlet::net
