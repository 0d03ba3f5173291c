#include "foundation/http/loopback_server_test.hpp"
#include "foundation/http/server.hpp"

#include <gmock/gmock.h>

namespace gauntlet::http {
namespace {

using base::Deadline;
using base::Reason;
using net::Awaitable;
using net::TaskGroup;
using ::testing::AnyOf;

using Stream = std::unique_ptr<net::ByteStream>;
using ServerStopTest = LoopbackServer;

TEST_F(ServerStopTest, EndsIdleConnectionsAndListensNoMore) {
  serve();
  run([&]() -> Awaitable<void> {
    const Stream used = co_await connect();
    co_await write(*used, kGet);
    co_await read_until(*used, "GET / ");
    const Stream unused = co_await connect();
    co_await wait_for_connections(2);
    const auto late = soon();
    const auto start = base::SystemClock().now();
    co_await server_->stop(late);
    EXPECT_LT(base::SystemClock().now() - start, std::chrono::seconds(10));
    EXPECT_EQ(server_->connection_count(), 0U);
    const std::string nothing = co_await read_to_end(*used);
    EXPECT_EQ(nothing, "");
    net::DialOptions options(at_);
    const auto again = co_await net::dial(std::move(options), late);
    EXPECT_EQ(again.error().reason(), Reason::kRefused);
  });
}

TEST_F(ServerStopTest, LetsARequestUnderWayEnd) {
  serve();
  run([&]() -> Awaitable<void> {
    const Stream stream = co_await connect();
    co_await write(*stream, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
    co_await wait_for_connections(1);
    auto stop = [&]() -> Awaitable<void> {
      const auto late = soon();
      co_await server_->stop(late);
      noticed_.set();
    };
    // Its answer says that what was sent before has come in, too.
    const Stream other = co_await connect();
    co_await write(*other, kGet);
    co_await read_until(*other, "GET / ");
    TaskGroup group(executor());
    group.spawn(stop());
    const std::string nothing = co_await read_to_end(*other);
    EXPECT_EQ(nothing, "");
    EXPECT_FALSE(noticed_.is_set());
    co_await write(*stream, "lo");
    const std::string answer = co_await read_to_end(*stream);
    EXPECT_EQ(without_dates(answer), "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 11\r\n\r\nPUT / hello");
    stream->close();
    co_await group.wait_until_empty();
    EXPECT_TRUE(noticed_.is_set());
  });
}

TEST_F(ServerStopTest, EndsStreamsInGoodOrder) {
  stream_until_client_is_gone();
  serve();
  run([&]() -> Awaitable<void> {
    const Stream stream = co_await connect();
    co_await write(*stream, kGet);
    co_await read_until(*stream, "event\r\n");
    const auto late = soon();
    const auto start = base::SystemClock().now();
    co_await server_->stop(late);
    EXPECT_LT(base::SystemClock().now() - start, std::chrono::seconds(10));
    const std::string end = co_await read_to_end(*stream);
    EXPECT_EQ(end, "0\r\n\r\n");
  });
}

TEST_F(ServerStopTest, CutsWhatIsLeftAtTheDeadline) {
  handler_.answer = [](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
    Response response;
    response.body = std::string(50'000'000, 'x');
    const auto sent = co_await writer.send(std::move(response));
    EXPECT_EQ(sent.error().reason(), Reason::kCancelled);
  };
  serve();
  run([&]() -> Awaitable<void> {
    const Stream half_sent = co_await connect();
    co_await write(*half_sent, "GET / HT");
    const Stream not_reading = co_await connect();
    co_await write(*not_reading, kGet);
    co_await read_until(*not_reading, "\r\n\r\n");
    const auto start = base::SystemClock().now();
    const auto deadline = Deadline::after(std::chrono::milliseconds(100));
    co_await server_->stop(deadline);
    EXPECT_GE(base::SystemClock().now() - start, std::chrono::milliseconds(100));
    EXPECT_LT(base::SystemClock().now() - start, std::chrono::seconds(10));
    EXPECT_EQ(server_->connection_count(), 0U);
    const Reason reason = co_await reason_of_read(*half_sent, soon());
    EXPECT_THAT(reason, AnyOf(Reason::kUnknown, Reason::kReset));
  });
}

TEST_F(ServerStopTest, EndsHandshakesAtOnce) {
  serve_tls();
  run([&]() -> Awaitable<void> {
    const Stream silent = co_await connect();
    co_await wait_for_connections(1);
    const auto late = soon();
    const auto start = base::SystemClock().now();
    co_await server_->stop(late);
    EXPECT_LT(base::SystemClock().now() - start, std::chrono::seconds(10));
    EXPECT_EQ(server_->connection_count(), 0U);
  });
}

TEST_F(ServerStopTest, MayBeAskedForTwiceAndWithoutHavingServed) {
  server_.emplace(executor(), handler_);
  run([&]() -> Awaitable<void> {
    const auto deadline = at_once();
    co_await server_->stop(deadline);
    co_await server_->stop(deadline);
  });
}

}  // namespace
}  // namespace gauntlet::http
