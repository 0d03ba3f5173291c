#include "reference_controller/proxy/proxy_worker.hpp"

#include "foundation/net/timer.hpp"
#include "foundation/net/tls_stream.hpp"
#include "reference_controller/proxy/proxy_session.hpp"

#include <utility>

namespace gauntlet::reference {
namespace {

using base::Deadline;
using net::Awaitable;

// How often waiting connections are looked through.
constexpr std::chrono::seconds kExpiryInterval(5);

}  // namespace

ProxyWorker::ProxyWorker(const ProxyLimits& limits, base::Log& log)
    : shared_(loop_.executor(), limits, log),
      certificates_(std::make_shared<const Certificates>(nullptr)),
      session_ended_(loop_.executor()),
      tasks_(loop_.executor()) {}

ProxyWorker::~ProxyWorker() {
  loop_.stop();
}

base::Result<net::Endpoint> ProxyWorker::listen(const net::Endpoint& at, Scheme scheme, net::PortSharing sharing) {
  auto acceptor = net::Acceptor::listen(loop_.executor(), at, sharing);
  if (!acceptor) return acceptor.error();
  const net::Endpoint local = (*acceptor)->local_endpoint();
  auto listener = std::make_unique<Listener>();
  listener->acceptor = std::move(*acceptor);
  listener->scheme = scheme;
  listeners_.push_back(std::move(listener));
  return local;
}

void ProxyWorker::start(const std::string& thread_name) {
  loop_.post([this] {
    for (const auto& listener : listeners_) tasks_.spawn(accept_from(*listener));
    tasks_.spawn(expire_connections());
  });
  loop_.start(thread_name);
}

void ProxyWorker::install(RoutingSnapshot snapshot) {
  loop_.post([this, snapshot = std::move(snapshot)]() mutable {
    if (shared_.endpoints.table() != snapshot.routes) shared_.endpoints.install(std::move(snapshot.routes));
    certificates_ = std::move(snapshot.certificates);
  });
}

Awaitable<void> ProxyWorker::accept_from(Listener& listener) {
  const std::uint16_t port = listener.acceptor->local_endpoint().port;
  for (;;) {
    while (tasks_.size() >= shared_.limits.client_connections) {
      session_ended_.reset();
      const auto never = Deadline::never();
      const auto waited = co_await session_ended_.wait(never);
      if (!waited) co_return;
    }
    auto accepted = co_await listener.acceptor->accept();
    if (!accepted) co_return;
    tasks_.spawn(serve(std::move(*accepted), listener.scheme, port));
  }
}

Awaitable<void> ProxyWorker::serve(std::unique_ptr<net::ByteStream> stream, Scheme scheme, std::uint16_t port) {
  co_await run_session(std::move(stream), scheme, port);
  session_ended_.set();
}

Awaitable<void> ProxyWorker::run_session(std::unique_ptr<net::ByteStream> stream, Scheme scheme, std::uint16_t port) {
  std::string forwarded_lines = make_forwarded_lines(stream->peer_endpoint(), scheme, port);
  std::string server_name;
  if (scheme == Scheme::kHttps) {
    std::vector<std::string> protocols(1, "http/1.1");
    const auto deadline = Deadline::after(shared_.limits.tls_handshake);
    auto certificates = certificates_;
    auto secured = co_await net::tls_accept(std::move(stream), std::move(certificates), std::move(protocols), deadline);
    if (!secured) {
      if (shared_.log.enabled(base::LogLevel::kDebug)) {
        shared_.log.write(base::LogLevel::kDebug, "a TLS handshake failed", {{"error", secured.error().to_string()}});
      }
      co_return;
    }
    server_name = (*secured)->session().server_name;
    stream = std::move(*secured);
  }
  ClientSide client(std::move(stream), std::move(forwarded_lines), shared_.limits);
  client.server_name = std::move(server_name);
  ProxySession session(client, shared_);
  sessions_.insert(&session);
  co_await session.run();
  sessions_.erase(&session);
}

Awaitable<void> ProxyWorker::expire_connections() {
  for (;;) {
    const auto waited = co_await net::wait_for(kExpiryInterval);
    if (!waited) co_return;
    shared_.connections.expire(base::SystemClock().now());
  }
}

Awaitable<void> ProxyWorker::drain(base::Duration grace, Deadline deadline) {
  shared_.is_draining = true;
  const auto waited = co_await net::wait_for(grace);
  base::ignore_failure(waited);
  for (const auto& listener : listeners_) listener->acceptor->close();
  tasks_.request_stop();
  for (ProxySession* const session : sessions_) session->close_if_idle();
  co_await tasks_.stop(deadline);
}

}  // namespace gauntlet::reference
