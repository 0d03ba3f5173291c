#include "foundation/http/server.hpp"

#include "foundation/http/client_connection.hpp"
#include "foundation/http/server_fixture_test.hpp"
#include "foundation/net/certificate_authority.hpp"
#include "foundation/net/tls_stream.hpp"
#include "foundation/net/wait_event.hpp"

#include <gmock/gmock.h>

#include <optional>

namespace gauntlet::http {
namespace {

using base::Deadline;
using base::Reason;
using net::Awaitable;
using net::TaskGroup;
using net::WaitEvent;
using ::testing::AnyOf;

using Stream = std::unique_ptr<net::ByteStream>;

class ServerTest : public ServerFixture {
 protected:
  static Deadline at_once() { return Deadline::at(base::TimePoint()); }

  void serve(std::shared_ptr<const net::TlsIdentitySelector> tls = nullptr) {
    auto acceptor = net::Acceptor::listen(executor(), net::Endpoint{"127.0.0.1", 0});
    ASSERT_TRUE(acceptor.ok()) << acceptor.error().to_string();
    at_ = (*acceptor)->local_endpoint();
    server_.emplace(executor(), handler_, limits_);
    server_->serve(std::move(*acceptor), std::move(tls));
  }

  void serve_tls() {
    auto authority = net::CertificateAuthority::create("test-ca");
    ASSERT_TRUE(authority.ok());
    net::CertificateRequest request;
    request.common_name = "server";
    request.dns_names = {"localhost"};
    auto issued = authority->issue(request);
    ASSERT_TRUE(issued.ok());
    auto identity = net::TlsIdentity::from_pem(issued->certificate_pem, issued->key_pem);
    ASSERT_TRUE(identity.ok());
    ca_pem_ = authority->certificate_pem();
    serve(std::make_shared<net::FixedTlsIdentity>(std::move(*identity)));
  }

  void TearDown() override {
    if (!server_) return;
    run([&]() -> Awaitable<void> {
      const auto deadline = at_once();
      co_await server_->stop(deadline);
      EXPECT_EQ(server_->connection_count(), 0U);
    });
  }

  Awaitable<Stream> connect() {
    net::DialOptions options(at_);
    const auto deadline = soon();
    auto stream = co_await net::dial(std::move(options), deadline);
    EXPECT_TRUE(stream.ok()) << stream.error().to_string();
    co_return std::move(*stream);
  }

  Awaitable<Stream> connect_with_tls() {
    net::TlsClientOptions options;
    options.server_name = "localhost";
    options.trusted_pem = ca_pem_;
    options.alpn.push_back("http/1.1");
    const auto deadline = soon();
    auto stream = co_await connect();
    auto secured = co_await net::tls_connect(std::move(stream), std::move(options), deadline);
    EXPECT_TRUE(secured.ok()) << secured.error().to_string();
    co_return std::move(*secured);
  }

  Awaitable<void> wait_for_connections(std::size_t count) {
    const auto deadline = soon();
    while (server_->connection_count() != count && !deadline.has_passed(base::SystemClock().now())) {
      const auto waited = co_await net::wait_for(std::chrono::milliseconds(1));
      EXPECT_TRUE(waited.ok());
    }
    EXPECT_EQ(server_->connection_count(), count);
  }

  // A handler that answers "/wait" only once `go_on` is set, or the task is asked to stop.
  void answer_after(WaitEvent& go_on) {
    handler_.answer = [&go_on](const Request& request, const RequestContext& context,
                               ResponseWriter& writer) -> Awaitable<void> {
      if (request.target == "/wait") {
        const auto deadline = soon();
        const auto waited = co_await go_on.wait(deadline);
        base::ignore_failure(waited);
      }
      co_await TestHandler::echo(request, context, writer);
    };
  }

  // A handler that streams one event, waits for the client to go, notes it, and finishes.
  void stream_until_client_is_gone() {
    handler_.answer = [this](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
      Response head;
      const auto begun = co_await writer.begin(std::move(head));
      EXPECT_TRUE(begun.ok());
      const std::string_view event = "event";
      const std::span<const std::string_view> pieces(&event, 1);
      const auto written = co_await writer.write(pieces);
      EXPECT_TRUE(written.ok());
      co_await writer.wait_for_client_gone();
      noticed_.set();
      const auto finished = co_await writer.finish();
      base::ignore_failure(finished);
    };
  }

  const std::string wait_request_ = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";
  net::Endpoint at_;
  std::string ca_pem_;
  std::optional<Server> server_;
  WaitEvent noticed_{executor()};
};

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

TEST_F(ServerTest, StopEndsIdleConnectionsAndListensNoMore) {
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

TEST_F(ServerTest, StopLetsARequestUnderWayEnd) {
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

TEST_F(ServerTest, StopEndsStreamsInGoodOrder) {
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

TEST_F(ServerTest, StopCutsWhatIsLeftAtTheDeadline) {
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

TEST_F(ServerTest, StopEndsHandshakesAtOnce) {
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

TEST_F(ServerTest, StopsTwiceAndWithoutHavingServed) {
  server_.emplace(executor(), handler_);
  run([&]() -> Awaitable<void> {
    const auto deadline = at_once();
    co_await server_->stop(deadline);
    co_await server_->stop(deadline);
  });
}

}  // namespace
}  // namespace gauntlet::http
