#include "foundation/net/memory_stream.hpp"

#include "foundation/net/loop_test.hpp"

#include <vector>

namespace gauntlet::net {
namespace {

using base::Reason;

class MemoryStreamTest : public LoopTest {
 protected:
  static Awaitable<Reason> reason_of_write(ByteStream& stream, std::string_view bytes) {
    const auto deadline = soon();
    auto written = co_await stream.write_all(bytes, deadline);
    co_return written ? Reason::kUnknown : written.error().reason();
  }
};

TEST_F(MemoryStreamTest, CarriesBytesBothWaysUntilTheEnd) {
  run([&]() -> Awaitable<void> {
    auto [first, second] = make_memory_streams(executor());
    const auto deadline = soon();
    auto written = co_await first->write_all("ping", deadline);
    EXPECT_TRUE(written.ok());
    auto ping = co_await read_bytes(*second, 4);
    EXPECT_EQ(ping, "ping");
    const std::vector<std::string_view> pieces{"po", "", "ng"};
    auto answered = co_await second->write_all_pieces(pieces, deadline);
    EXPECT_TRUE(answered.ok());
    auto pong = co_await read_bytes(*first, 4);
    EXPECT_EQ(pong, "pong");
    auto ended = co_await first->shutdown_write(deadline);
    EXPECT_TRUE(ended.ok());
    auto nothing = co_await read_bytes(*second, 1);
    EXPECT_EQ(nothing, "");
    EXPECT_EQ(first->local_endpoint(), second->peer_endpoint());
  });
}

TEST_F(MemoryStreamTest, DeliversByteByByte) {
  run([&]() -> Awaitable<void> {
    MemoryStreamOptions slow;
    slow.most_bytes_per_read = 1;
    auto [first, second] = make_memory_streams(executor(), MemoryStreamOptions(), slow);
    const auto deadline = soon();
    auto written = co_await first->write_all("abc", deadline);
    EXPECT_TRUE(written.ok());
    std::string buffer(10, '\0');
    for (const char expected : {'a', 'b', 'c'}) {
      const std::span<char> space(buffer);
      auto count = co_await second->read_some(space, deadline);
      EXPECT_TRUE(count && *count == 1U);
      EXPECT_EQ(buffer[0], expected);
    }
  });
}

TEST_F(MemoryStreamTest, FailsAtTheNthOperation) {
  run([&]() -> Awaitable<void> {
    MemoryStreamOptions failing;
    failing.fail_at_operation = 2;
    auto [first, second] = make_memory_streams(executor(), failing);
    auto at_0 = co_await reason_of_write(*first, "a");
    auto text = co_await read_bytes(*second, 1);
    auto sent = co_await reason_of_write(*second, text);
    auto at_1 = co_await read_bytes(*first, 1);
    auto at_2 = co_await reason_of_write(*first, "b");
    auto at_3 = co_await reason_of_write(*first, "c");
    EXPECT_EQ(at_0, Reason::kUnknown);
    EXPECT_EQ(sent, Reason::kUnknown);
    EXPECT_EQ(at_1, "a");
    EXPECT_EQ(at_2, Reason::kReset);
    EXPECT_EQ(at_3, Reason::kUnknown);
  });
}

TEST_F(MemoryStreamTest, AReaderWaitsForBytesAndForDeadlines) {
  run([&]() -> Awaitable<void> {
    auto streams = make_memory_streams(executor());
    const auto moment = in_a_moment();
    auto reason = co_await reason_of_read(*streams.first, moment);
    EXPECT_EQ(reason, Reason::kTimeout);
    TaskGroup group(executor());
    std::string text;
    auto reader = [&]() -> Awaitable<void> { text = co_await read_bytes(*streams.first, 4); };
    group.spawn(reader());
    auto sent = co_await reason_of_write(*streams.second, "late");
    EXPECT_EQ(sent, Reason::kUnknown);
    co_await group.wait_until_empty();
    EXPECT_EQ(text, "late");
  });
}

TEST_F(MemoryStreamTest, ResetCutsAndCloseEnds) {
  run([&]() -> Awaitable<void> {
    const auto deadline = soon();
    auto cut = make_memory_streams(executor());
    cut.first->reset();
    auto reading = co_await reason_of_read(*cut.second, deadline);
    auto writing = co_await reason_of_write(*cut.second, "x");
    EXPECT_EQ(reading, Reason::kReset);
    EXPECT_EQ(writing, Reason::kReset);
    auto closed = make_memory_streams(executor());
    auto sent = co_await reason_of_write(*closed.first, "last");
    EXPECT_EQ(sent, Reason::kUnknown);
    closed.first.reset();
    auto last = co_await read_bytes(*closed.second, 5);
    EXPECT_EQ(last, "last");
    closed.second->close();
    auto own = co_await reason_of_read(*closed.second, deadline);
    EXPECT_EQ(own, Reason::kCancelled);
  });
}

TEST_F(MemoryStreamTest, IsQuietUntilSomethingComesOrItEnds) {
  run([&]() -> Awaitable<void> {
    auto streams = make_memory_streams(executor());
    EXPECT_TRUE(streams.first->is_quiet());
    auto sent = co_await reason_of_write(*streams.second, "x");
    EXPECT_EQ(sent, Reason::kUnknown);
    EXPECT_FALSE(streams.first->is_quiet());
    auto text = co_await read_bytes(*streams.first, 1);
    EXPECT_EQ(text, "x");
    EXPECT_TRUE(streams.first->is_quiet());
    streams.second->close();
    EXPECT_FALSE(streams.first->is_quiet());
    EXPECT_FALSE(streams.second->is_quiet());
  });
}

TEST_F(MemoryStreamTest, AHardStopEndsTheReader) {
  run([&]() -> Awaitable<void> {
    auto streams = make_memory_streams(executor());
    TaskGroup group(executor());
    Reason reason = Reason::kUnknown;
    auto reader = [&]() -> Awaitable<void> {
      const auto never = base::Deadline::never();
      reason = co_await reason_of_read(*streams.first, never);
    };
    group.spawn(reader());
    const auto moment = in_a_moment();
    co_await group.stop(moment);
    EXPECT_EQ(reason, Reason::kCancelled);
  });
}

}  // namespace
}  // namespace gauntlet::net
