#include "foundation/http/server.hpp"

#include "foundation/http/client_connection.hpp"
#include "foundation/http/loopback_server_test.hpp"

namespace gauntlet::http {
namespace {

using base::Reason;
using net::Awaitable;
using net::WaitEvent;

using Stream = std::unique_ptr<net::ByteStream>;
using ServerTest = LoopbackServer;

TEST_F(ServerTest, ServesManyAtATime) {
  serve();
  run([&]() -> Awaitable<void> {
    WaitEvent go_on(executor());
    answer_after(go_on);
    const Stream first = co_await connect();
    co_await write(*first, wait_request_);
    const Stream second = co_await connect();
    co_await write(*second, kGet);
    const std::string fast = co_await read_until(*second, "GET / ");
    EXPECT_EQ(fast, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nGET / ");
    EXPECT_EQ(server_->connection_count(), 2U);
    go_on.set();
    const std::string slow = co_await read_until(*first, "GET /wait ");
    EXPECT_EQ(slow, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nGET /wait ");
    EXPECT_EQ(handler_.contexts[0].client, first->local_endpoint());
    first->close();
    co_await wait_for_connections(1);
    second->close();
    co_await wait_for_connections(0);
  });
}

TEST_F(ServerTest, LetsMoreConnectionsWaitThanItServes) {
  limits_.connections = 1;
  serve();
  run([&]() -> Awaitable<void> {
    const Stream first = co_await connect();
    co_await write(*first, kGet);
    const std::string answer = co_await read_until(*first, "GET / ");
    const Stream second = co_await connect();
    co_await write(*second, kGet);
    const Reason not_yet = co_await reason_of_read(*second, in_a_moment());
    EXPECT_EQ(not_yet, Reason::kTimeout);
    EXPECT_EQ(server_->connection_count(), 1U);
    first->close();
    const std::string late = co_await read_until(*second, "GET / ");
    EXPECT_EQ(late, answer);
  });
}

TEST_F(ServerTest, ServesSeveralAcceptors) {
  serve();
  const net::Endpoint first = at_;
  auto acceptor = net::Acceptor::listen(executor(), net::Endpoint{"127.0.0.1", 0});
  ASSERT_TRUE(acceptor.ok());
  const net::Endpoint second = (*acceptor)->local_endpoint();
  server_->serve(std::move(*acceptor));
  for (const net::Endpoint& endpoint : {first, second}) {
    run([&]() -> Awaitable<void> {
      at_ = endpoint;
      const Stream stream = co_await connect();
      co_await write(*stream, kGet);
      const std::string answer = co_await read_until(*stream, "GET / ");
      EXPECT_FALSE(answer.empty());
    });
  }
}

TEST_F(ServerTest, SpeaksTls) {
  serve_tls();
  run([&]() -> Awaitable<void> {
    auto stream = co_await connect_with_tls();
    ClientConnection client(std::move(stream));
    Request request;
    request.method = "POST";
    request.headers = {{"Host", "localhost"}};
    request.body = std::string(200'000, 'x');
    for (int i = 0; i < 2; ++i) {
      const auto deadline = soon();
      const auto answer = co_await client.exchange(request, deadline);
      EXPECT_TRUE(answer.ok());
      if (!answer) co_return;
      EXPECT_EQ(answer->status, 200);
      EXPECT_EQ(answer->body, "POST / " + request.body);
      EXPECT_TRUE(client.reusable());
    }
  });
}

TEST_F(ServerTest, EndsAHandshakeThatIsNone) {
  serve_tls();
  run([&]() -> Awaitable<void> {
    const Stream plain = co_await connect();
    co_await write(*plain, kGet);
    co_await read_to_end(*plain);
    co_await wait_for_connections(0);
  });
  EXPECT_TRUE(handler_.requests.empty());
}

TEST_F(ServerTest, CutsAHandshakeThatTakesTooLong) {
  limits_.head = std::chrono::milliseconds(30);
  serve_tls();
  run([&]() -> Awaitable<void> {
    const Stream silent = co_await connect();
    const std::string said = co_await read_to_end(*silent);
    EXPECT_EQ(said, "");
    co_await wait_for_connections(0);
  });
}

TEST_F(ServerTest, NoticesThatAClientHasGone) {
  stream_until_client_is_gone();
  serve();
  run([&]() -> Awaitable<void> {
    const Stream stream = co_await connect();
    co_await write(*stream, kGet);
    const std::string head = co_await read_until(*stream, "event\r\n");
    EXPECT_FALSE(noticed_.is_set());
    stream->close();
    const auto deadline = soon();
    const auto noticed = co_await noticed_.wait(deadline);
    EXPECT_TRUE(noticed.ok());
    co_await wait_for_connections(0);
  });
}

TEST_F(ServerTest, NoticesThatATlsClientHasGone) {
  stream_until_client_is_gone();
  serve_tls();
  run([&]() -> Awaitable<void> {
    const Stream stream = co_await connect_with_tls();
    co_await write(*stream, kGet);
    const std::string head = co_await read_until(*stream, "event\r\n");
    EXPECT_FALSE(noticed_.is_set());
    stream->close();
    const auto deadline = soon();
    const auto noticed = co_await noticed_.wait(deadline);
    EXPECT_TRUE(noticed.ok());
    co_await wait_for_connections(0);
  });
}

TEST_F(ServerTest, CutsAClientThatDoesNotRead) {
  limits_.write = std::chrono::milliseconds(50);
  handler_.answer = [this](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
    Response head;
    const auto begun = co_await writer.begin(std::move(head));
    EXPECT_TRUE(begun.ok());
    const std::string megabyte(1'000'000, 'x');
    const std::string_view view = megabyte;
    const std::span<const std::string_view> pieces(&view, 1);
    const auto late = soon();
    for (;;) {
      const auto written = co_await writer.write(pieces);
      if (!written) {
        EXPECT_EQ(written.error().reason(), Reason::kTimeout);
        break;
      }
      EXPECT_FALSE(late.has_passed(base::SystemClock().now()));
    }
    noticed_.set();
  };
  serve();
  run([&]() -> Awaitable<void> {
    const Stream stream = co_await connect();
    co_await write(*stream, kGet);
    const auto deadline = soon();
    const auto cut = co_await noticed_.wait(deadline);
    EXPECT_TRUE(cut.ok());
    co_await wait_for_connections(0);
  });
}

TEST_F(ServerTest, AbortKeepsWhatWasWrittenBefore) {
  handler_.answer = [](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
    Response head;
    const auto begun = co_await writer.begin(std::move(head));
    EXPECT_TRUE(begun.ok());
    const std::string_view event = "event";
    const std::span<const std::string_view> pieces(&event, 1);
    const auto written = co_await writer.write(pieces);
    EXPECT_TRUE(written.ok());
    writer.abort();
  };
  serve();
  run([&]() -> Awaitable<void> {
    const Stream stream = co_await connect();
    co_await write(*stream, kGet);
    const std::string head = co_await read_until(*stream, "event\r\n");
    const auto deadline = soon();
    const Reason reason = co_await reason_of_read(*stream, deadline);
    EXPECT_EQ(reason, Reason::kReset);
  });
}

// A client that still sends when the answer comes must be able to read it (RFC 9112 9.6).
TEST_F(ServerTest, RefusesALongBodyWithoutLosingTheAnswer) {
  limits_.body_bytes = 1000;
  serve();
  run([&]() -> Awaitable<void> {
    auto stream = co_await connect();
    ClientConnection client(std::move(stream));
    Request request;
    request.method = "PUT";
    request.headers = {{"Host", "a"}};
    request.body = std::string(20'000'000, 'x');
    const auto deadline = soon();
    const auto answer = co_await client.exchange(request, deadline);
    EXPECT_TRUE(answer.ok());
    if (!answer) co_return;
    EXPECT_EQ(answer->body, "PUT / ");
    EXPECT_FALSE(client.reusable());
  });
}

}  // namespace
}  // namespace gauntlet::http
