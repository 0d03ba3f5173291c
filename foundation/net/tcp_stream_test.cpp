#include "foundation/net/tcp_stream.hpp"

#include "foundation/net/loop_test.hpp"
#include "foundation/net/wait_event.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <vector>

namespace gauntlet::net {
namespace {

using base::Reason;

// More than the buffers of two sockets hold.
constexpr std::size_t kTooMuch = 32 * 1024 * 1024;

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((i * 2654435761U) >> 13);
  return bytes;
}

// Whether the process has a socket with this local address that sends without delay.
bool sends_at_once(const Endpoint& local, const Endpoint& peer) {
  for (int number = 0; number < 1024; ++number) {
    sockaddr_in ours{};
    sockaddr_in theirs{};
    socklen_t size = sizeof(ours);
    if (::getsockname(number, reinterpret_cast<sockaddr*>(&ours), &size) != 0) continue;
    size = sizeof(theirs);
    if (::getpeername(number, reinterpret_cast<sockaddr*>(&theirs), &size) != 0) continue;
    if (ntohs(ours.sin_port) != local.port || ntohs(theirs.sin_port) != peer.port) continue;
    int value = 0;
    socklen_t value_size = sizeof(value);
    return ::getsockopt(number, IPPROTO_TCP, TCP_NODELAY, &value, &value_size) == 0 && value != 0;
  }
  return false;
}

class TcpStreamTest : public LoopTest {
 protected:
  static Awaitable<void> write_and_note(ByteStream& stream, std::string_view bytes, base::Deadline deadline,
                                        Reason& reason) {
    auto written = co_await stream.write_all(bytes, deadline);
    reason = written ? Reason::kUnknown : written.error().reason();
  }
};

TEST_F(TcpStreamTest, CarriesBytesBothWaysUntilTheEnd) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    const auto deadline = soon();
    auto written = co_await pair.client->write_all("ping", deadline);
    EXPECT_TRUE(written.ok());
    auto ping = co_await read_bytes(*pair.server, 4);
    EXPECT_EQ(ping, "ping");
    auto ended = co_await pair.client->shutdown_write(deadline);
    EXPECT_TRUE(ended.ok());
    auto nothing = co_await read_bytes(*pair.server, 1);
    EXPECT_EQ(nothing, "");
    // The other direction is still open.
    auto answered = co_await pair.server->write_all("pong", deadline);
    EXPECT_TRUE(answered.ok());
    auto pong = co_await read_bytes(*pair.client, 4);
    EXPECT_EQ(pong, "pong");
  });
}

TEST_F(TcpStreamTest, KnowsBothEndpointsAndSendsAtOnce) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    EXPECT_EQ(pair.client->local_endpoint(), pair.server->peer_endpoint());
    EXPECT_EQ(pair.client->peer_endpoint(), pair.server->local_endpoint());
    EXPECT_EQ(pair.client->peer_endpoint().address, "127.0.0.1");
    EXPECT_TRUE(sends_at_once(pair.client->local_endpoint(), pair.client->peer_endpoint()));
    EXPECT_TRUE(sends_at_once(pair.server->local_endpoint(), pair.server->peer_endpoint()));
  });
}

TEST_F(TcpStreamTest, WritesMoreThanTheSocketTakes) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    const std::string sent = pattern(kTooMuch);
    TaskGroup group(executor());
    Reason reason = Reason::kSystem;
    group.spawn(write_and_note(*pair.client, sent, soon(), reason));
    auto received = co_await read_bytes(*pair.server, sent.size());
    co_await group.wait_until_empty();
    EXPECT_EQ(reason, Reason::kUnknown);
    EXPECT_TRUE(received == sent);
  });
}

TEST_F(TcpStreamTest, WritesManyPiecesInOrder) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    // 300 pieces of 0 to 299 KiB, empty ones between them: several batches, and sockets that fill up within a piece.
    const std::string source = pattern(kTooMuch);
    std::vector<std::string_view> pieces;
    std::string all;
    for (std::size_t i = 0; i < 300; ++i) {
      pieces.push_back(std::string_view(source).substr(i * 1000, i * 1024));
      pieces.push_back({});
      all += pieces[pieces.size() - 2];
    }
    TaskGroup group(executor());
    auto writer = [&]() -> Awaitable<void> {
      const auto deadline = soon();
      auto written = co_await pair.client->write_all_pieces(pieces, deadline);
      EXPECT_TRUE(written.ok());
    };
    group.spawn(writer());
    auto received = co_await read_bytes(*pair.server, all.size());
    co_await group.wait_until_empty();
    EXPECT_TRUE(received == all);
  });
}

TEST_F(TcpStreamTest, NoPiecesAreNoWrite) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    const std::vector<std::string_view> pieces(100);
    const auto deadline = soon();
    auto written = co_await pair.client->write_all_pieces(pieces, deadline);
    EXPECT_TRUE(written.ok());
    auto empty = co_await pair.client->write_all("", deadline);
    EXPECT_TRUE(empty.ok());
  });
}

TEST_F(TcpStreamTest, AReadGivesUpAtItsDeadlineAndMayBeRepeated) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    const auto moment = in_a_moment();
    auto reason = co_await reason_of_read(*pair.server, moment);
    EXPECT_EQ(reason, Reason::kTimeout);
    EXPECT_TRUE(moment.has_passed(base::SystemClock().now()));
    const auto deadline = soon();
    auto written = co_await pair.client->write_all("late", deadline);
    EXPECT_TRUE(written.ok());
    auto late = co_await read_bytes(*pair.server, 4);
    EXPECT_EQ(late, "late");
  });
}

TEST_F(TcpStreamTest, AWriteGivesUpAtItsDeadline) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    const std::string bytes = pattern(kTooMuch);
    const auto moment = in_a_moment();
    Reason reason = Reason::kUnknown;
    co_await write_and_note(*pair.client, bytes, moment, reason);
    EXPECT_EQ(reason, Reason::kTimeout);
  });
}

// One cancel() of the socket ends both directions; the innocent one goes on.
TEST_F(TcpStreamTest, ATimeoutOfTheReaderDoesNotDisturbTheWriter) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    const std::string sent = pattern(kTooMuch);
    TaskGroup group(executor());
    Reason writing = Reason::kSystem;
    group.spawn(write_and_note(*pair.client, sent, soon(), writing));
    const auto moment = in_a_moment();
    auto reading = co_await reason_of_read(*pair.client, moment);
    EXPECT_EQ(reading, Reason::kTimeout);
    auto received = co_await read_bytes(*pair.server, sent.size());
    co_await group.wait_until_empty();
    EXPECT_EQ(writing, Reason::kUnknown);
    EXPECT_TRUE(received == sent);
  });
}

TEST_F(TcpStreamTest, ATimeoutOfTheWriterDoesNotDisturbTheReader) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    const std::string bytes = pattern(kTooMuch);
    TaskGroup group(executor());
    std::string text;
    auto reader = [&]() -> Awaitable<void> { text = co_await read_bytes(*pair.client, 5); };
    group.spawn(reader());
    const auto moment = in_a_moment();
    Reason writing = Reason::kUnknown;
    co_await write_and_note(*pair.client, bytes, moment, writing);
    EXPECT_EQ(writing, Reason::kTimeout);
    const auto deadline = soon();
    auto written = co_await pair.server->write_all("there", deadline);
    EXPECT_TRUE(written.ok());
    co_await group.wait_until_empty();
    EXPECT_EQ(text, "there");
  });
}

TEST_F(TcpStreamTest, WritesNowWhatTheSocketTakes) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    EXPECT_EQ(pair.client->write_now("ping"), 4U);
    auto ping = co_await read_bytes(*pair.server, 4);
    EXPECT_EQ(ping, "ping");
    const std::string much(kTooMuch, 'x');
    const std::size_t taken = pair.client->write_now(much);
    EXPECT_GT(taken, 0U);
    EXPECT_LT(taken, much.size());
    EXPECT_EQ(pair.client->write_now(much), 0U);
    pair.client->close();
    EXPECT_EQ(pair.client->write_now("ping"), 0U);
  });
}

TEST_F(TcpStreamTest, IsQuietUntilSomethingComesIn) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    const auto deadline = soon();
    EXPECT_TRUE(pair.client->is_quiet());
    auto written = co_await pair.server->write_all("ab", deadline);
    EXPECT_TRUE(written.ok());
    auto first = co_await read_bytes(*pair.client, 1);
    EXPECT_EQ(first, "a");
    EXPECT_FALSE(pair.client->is_quiet());
    auto second = co_await read_bytes(*pair.client, 1);
    EXPECT_EQ(second, "b");
    EXPECT_TRUE(pair.client->is_quiet());
    auto ended = co_await pair.server->shutdown_write(deadline);
    EXPECT_TRUE(ended.ok());
    EXPECT_FALSE(pair.client->is_quiet());
  });
}

TEST_F(TcpStreamTest, AResetIsSeenAsOne) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    pair.server->reset();
    const auto deadline = soon();
    auto reason = co_await reason_of_read(*pair.client, deadline);
    EXPECT_EQ(reason, Reason::kReset);
    // A second write to a dead connection is a broken pipe, and no signal.
    Reason writing = Reason::kUnknown;
    co_await write_and_note(*pair.client, "anybody?", deadline, writing);
    EXPECT_EQ(writing, Reason::kReset);
  });
}

TEST_F(TcpStreamTest, CloseEndsWhatIsUnderWay) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    TaskGroup group(executor());
    Reason reading = Reason::kUnknown;
    auto reader = [&]() -> Awaitable<void> {
      const auto deadline = soon();
      reading = co_await reason_of_read(*pair.client, deadline);
    };
    group.spawn(reader());
    pair.client->close();
    co_await group.wait_until_empty();
    EXPECT_EQ(reading, Reason::kCancelled);
    const auto deadline = soon();
    auto again = co_await reason_of_read(*pair.client, deadline);
    EXPECT_EQ(again, Reason::kCancelled);
    Reason writing = Reason::kUnknown;
    co_await write_and_note(*pair.client, "x", deadline, writing);
    EXPECT_EQ(writing, Reason::kCancelled);
    auto end = co_await read_bytes(*pair.server, 1);
    EXPECT_EQ(end, "");
  });
}

TEST_F(TcpStreamTest, AHardStopEndsAWrite) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    const std::string bytes = pattern(kTooMuch);
    TaskGroup group(executor());
    Reason writing = Reason::kUnknown;
    group.spawn(write_and_note(*pair.client, bytes, base::Deadline::never(), writing));
    const auto moment = in_a_moment();
    co_await group.stop(moment);
    EXPECT_EQ(writing, Reason::kCancelled);
  });
}

TEST_F(TcpStreamTest, ErrorsNameThePeer) {
  run([&]() -> Awaitable<void> {
    auto pair = co_await connected_pair();
    char byte = 0;
    const std::span<char> space(&byte, 1);
    const auto moment = in_a_moment();
    auto read = co_await pair.server->read_some(space, moment);
    EXPECT_FALSE(read.ok());
    EXPECT_EQ(read.error().message(),
              "reading from " + pair.server->peer_endpoint().to_string() + ": the deadline passed");
  });
}

}  // namespace
}  // namespace gauntlet::net
