#include "foundation/net/wait_event.hpp"

#include "foundation/net/loop_test.hpp"

#include <vector>

namespace gauntlet::net {
namespace {

using base::Reason;

class WaitEventTest : public LoopTest {
 protected:
  Awaitable<void> wait_and_note(WaitEvent& event, base::Deadline deadline) {
    auto waited = co_await event.wait(deadline);
    outcomes_.push_back(waited ? "came" : std::string(base::to_string(waited.error().reason())));
  }

  std::vector<std::string> outcomes_;
};

TEST_F(WaitEventTest, WakesAllWhoWait) {
  run([&]() -> Awaitable<void> {
    WaitEvent event(executor());
    TaskGroup group(executor());
    for (int i = 0; i < 3; ++i) group.spawn(wait_and_note(event, soon()));
    event.set();
    EXPECT_TRUE(outcomes_.empty()) << "they go on from the queue";
    co_await group.wait_until_empty();
    EXPECT_EQ(outcomes_, std::vector<std::string>(3, "came"));
  });
}

TEST_F(WaitEventTest, TakesTheBeginningOfTimeForADeadline) {
  run([&]() -> Awaitable<void> {
    WaitEvent event(executor());
    const auto deadline = base::Deadline::at(base::TimePoint::min());
    co_await wait_and_note(event, deadline);
    EXPECT_EQ(outcomes_, std::vector<std::string>{"timeout"});
  });
}

TEST_F(WaitEventTest, StaysSetUntilReset) {
  run([&]() -> Awaitable<void> {
    WaitEvent event(executor());
    event.set();
    EXPECT_TRUE(event.is_set());
    const auto deadline = soon();
    co_await wait_and_note(event, deadline);
    event.reset();
    EXPECT_FALSE(event.is_set());
    const auto moment = in_a_moment();
    co_await wait_and_note(event, moment);
    EXPECT_EQ(outcomes_, (std::vector<std::string>{"came", "timeout"}));
  });
}

TEST_F(WaitEventTest, ASetThatIsResetAtOnceStillWakes) {
  run([&]() -> Awaitable<void> {
    WaitEvent event(executor());
    TaskGroup group(executor());
    group.spawn(wait_and_note(event, soon()));
    event.set();
    event.reset();
    co_await group.wait_until_empty();
    EXPECT_EQ(outcomes_, std::vector<std::string>{"came"});
  });
}

TEST_F(WaitEventTest, EachHasADeadlineOfItsOwn) {
  run([&]() -> Awaitable<void> {
    WaitEvent event(executor());
    TaskGroup group(executor());
    group.spawn(wait_and_note(event, base::Deadline::never()));
    const auto moment = in_a_moment();
    co_await wait_and_note(event, moment);
    EXPECT_TRUE(moment.has_passed(base::SystemClock().now()));
    event.set();
    co_await group.wait_until_empty();
    EXPECT_EQ(outcomes_, (std::vector<std::string>{"timeout", "came"}));
  });
}

// Far deadlines wait in a list of their own and have to come out of it in time.
TEST_F(WaitEventTest, AFarDeadlineIsKeptToo) {
  run([&]() -> Awaitable<void> {
    WaitEvent event(executor());
    const auto start = base::SystemClock().now();
    const auto deadline = base::Deadline::at(start + std::chrono::milliseconds(1100));
    co_await wait_and_note(event, deadline);
    EXPECT_GE(base::SystemClock().now() - start, std::chrono::milliseconds(1100));
    EXPECT_EQ(outcomes_, std::vector<std::string>{"timeout"});
  });
}

}  // namespace
}  // namespace gauntlet::net
