// LoopbackServer: the fixture of tests of a whole Server, plain or with TLS, on 127.0.0.1. Tests only.
#pragma once

#include "foundation/http/server.hpp"
#include "foundation/http/server_fixture_test.hpp"
#include "foundation/net/certificate_authority.hpp"
#include "foundation/net/tls_stream.hpp"
#include "foundation/net/wait_event.hpp"

#include <optional>

namespace gauntlet::http {

class LoopbackServer : public ServerFixture {
 protected:
  static base::Deadline at_once() { return base::Deadline::at(base::TimePoint()); }

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
    run([&]() -> net::Awaitable<void> {
      const auto deadline = at_once();
      co_await server_->stop(deadline);
      EXPECT_EQ(server_->connection_count(), 0U);
    });
  }

  net::Awaitable<std::unique_ptr<net::ByteStream>> connect() {
    net::DialOptions options(at_);
    const auto deadline = soon();
    auto stream = co_await net::dial(std::move(options), deadline);
    EXPECT_TRUE(stream.ok()) << stream.error().to_string();
    co_return std::move(*stream);
  }

  net::Awaitable<std::unique_ptr<net::ByteStream>> connect_with_tls() {
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

  net::Awaitable<void> wait_for_connections(std::size_t count) {
    const auto deadline = soon();
    while (server_->connection_count() != count && !deadline.has_passed(base::SystemClock().now())) {
      const auto waited = co_await net::wait_for(std::chrono::milliseconds(1));
      EXPECT_TRUE(waited.ok());
    }
    EXPECT_EQ(server_->connection_count(), count);
  }

  // A handler that answers "/wait" only once `go_on` is set, or the task is asked to stop.
  void answer_after(net::WaitEvent& go_on) {
    handler_.answer = [&go_on](const Request& request, const RequestContext& context,
                               ResponseWriter& writer) -> net::Awaitable<void> {
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
    handler_.answer = [this](const Request&, const RequestContext&, ResponseWriter& writer) -> net::Awaitable<void> {
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
  net::WaitEvent noticed_{executor()};
};

}  // namespace gauntlet::http
