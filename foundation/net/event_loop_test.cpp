#include "foundation/net/event_loop.hpp"

#include "foundation/net/loop_test.hpp"
#include "foundation/net/wait_event.hpp"

#include <array>
#include <atomic>
#include <pthread.h>
#include <thread>

namespace gauntlet::net {
namespace {

using EventLoopTest = LoopTest;

TEST_F(EventLoopTest, RunsNothingOnceTheTaskIsDone) {
  bool ran = false;
  run([&]() -> Awaitable<void> {
    // Goes into the queue behind the end of this task.
    loop_.post([this, &ran] { loop_.post([this, &ran] { loop_.post([&ran] { ran = true; }); }); });
    co_return;
  });
  EXPECT_FALSE(ran);
  run([&]() -> Awaitable<void> { co_return; });
  run([&]() -> Awaitable<void> { co_return; });
  EXPECT_TRUE(ran);
}

TEST_F(EventLoopTest, RunsWorkOnAThreadWithAName) {
  loop_.start("a-name-that-is-too-long");
  std::array<char, 16> name{};
  std::thread::id there;
  loop_.run_and_wait([&] {
    pthread_getname_np(pthread_self(), name.data(), name.size());
    there = std::this_thread::get_id();
  });
  EXPECT_STREQ(name.data(), "a-name-that-is-");
  EXPECT_NE(there, std::this_thread::get_id());
}

TEST_F(EventLoopTest, PostsFromManyThreads) {
  loop_.start("posted-to");
  int count = 0;  // touched by the loop's thread only
  std::array<std::thread, 4> posters;
  for (std::thread& poster : posters) {
    poster = std::thread([&] {
      for (int i = 0; i < 1000; ++i) loop_.post([&count] { ++count; });
    });
  }
  for (std::thread& poster : posters) poster.join();
  int seen = 0;
  loop_.run_and_wait([&] { seen = count; });
  EXPECT_EQ(seen, 4000);
}

TEST_F(EventLoopTest, StartsAgainAfterAStop) {
  loop_.start("first");
  loop_.stop();
  loop_.start("second");
  bool ran = false;
  loop_.run_and_wait([&] { ran = true; });
  EXPECT_TRUE(ran);
}

TEST_F(EventLoopTest, WaitsForACoroutine) {
  loop_.start("coroutines");
  std::string text;
  loop_.run_and_wait_for([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    const auto deadline = soon();
    auto written = co_await pair.client->write_all("over there", deadline);
    EXPECT_TRUE(written.ok());
    text = co_await read_bytes(*pair.server, 10);
  });
  EXPECT_EQ(text, "over there");
}

class TwoLoopsTest : public LoopTest {
 protected:
  void SetUp() override { other_.start("other"); }
  EventLoop other_;
};

TEST_F(TwoLoopsTest, WorkRunsThereAndTheTaskGoesOnHere) {
  run([&]() -> Awaitable<void> {
    std::thread::id there;
    std::function<void()> work = [&] { there = std::this_thread::get_id(); };
    co_await run_on(other_.executor(), work);
    EXPECT_NE(there, std::thread::id());
    EXPECT_NE(there, std::this_thread::get_id());
    std::function<void()> more = [&] { there = std::this_thread::get_id(); };
    co_await run_on(executor(), more);
    EXPECT_EQ(there, std::this_thread::get_id());
  });
}

TEST_F(TwoLoopsTest, ManyTasksTravelAtOnce) {
  std::atomic<int> count = 0;
  run([&]() -> Awaitable<void> {
    TaskGroup group(executor());
    auto travel = [&]() -> Awaitable<void> {
      std::function<void()> work = [&] { ++count; };
      for (int i = 0; i < 100; ++i) co_await run_on(other_.executor(), work);
    };
    for (int i = 0; i < 20; ++i) group.spawn(travel());
    co_await group.wait_until_empty();
  });
  EXPECT_EQ(count, 2000);
}

TEST_F(TwoLoopsTest, ATaskRunsThere) {
  run([&]() -> Awaitable<void> {
    std::thread::id before;
    std::thread::id after;
    std::function<Awaitable<void>()> make_task = [&]() -> Awaitable<void> {
      before = std::this_thread::get_id();
      WaitEvent event(other_.executor());
      other_.post([&event] { event.set(); });
      const auto deadline = soon();
      auto waited = co_await event.wait(deadline);
      EXPECT_TRUE(waited.ok());
      after = std::this_thread::get_id();
    };
    co_await run_task_on(other_.executor(), make_task);
    EXPECT_EQ(before, after);
    EXPECT_NE(before, std::this_thread::get_id());
  });
}

TEST_F(TwoLoopsTest, AStopReachesTheTaskThere) {
  run([&]() -> Awaitable<void> {
    TaskGroup group(executor());
    base::Reason reason = base::Reason::kUnknown;
    std::function<Awaitable<void>()> make_task = [&]() -> Awaitable<void> {
      WaitEvent event(other_.executor());
      const auto deadline = soon();
      auto waited = co_await event.wait(deadline);
      if (!waited) reason = waited.error().reason();
    };
    group.spawn(run_task_on(other_.executor(), make_task));
    const auto deadline = soon();
    co_await group.stop(deadline);
    EXPECT_EQ(reason, base::Reason::kCancelled);
  });
}

}  // namespace
}  // namespace gauntlet::net
