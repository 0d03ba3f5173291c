#include "foundation/http/server.hpp"

#include "foundation/http/server_connection.hpp"
#include "foundation/http/server_terms.hpp"
#include "foundation/net/wait_event.hpp"

#include <unordered_set>
#include <utility>

namespace gauntlet::http {

using base::Deadline;
using net::Awaitable;

namespace {

using Stream = std::unique_ptr<net::ByteStream>;
using Identities = std::shared_ptr<const net::TlsIdentitySelector>;

// How many connections there are, and who waits for one to end.
class ConnectionCount {
 public:
  explicit ConnectionCount(net::Executor executor) : decreased_(std::move(executor)) {}

  std::size_t value() const { return value_; }
  void increase() { ++value_; }
  void decrease() {
    --value_;
    decreased_.set();
  }
  // False: the task is asked to stop.
  Awaitable<bool> wait_until_below(std::size_t limit) {
    const auto never = Deadline::never();
    while (value_ >= limit) {
      decreased_.reset();
      const auto waited = co_await decreased_.wait(never);
      if (!waited) co_return false;
    }
    co_return true;
  }

 private:
  std::size_t value_ = 0;
  net::WaitEvent decreased_;
};

// One of the counted connections; travels with it from task to task.
class Counted {
 public:
  explicit Counted(ConnectionCount& count) : count_(&count) { count.increase(); }
  Counted(Counted&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
  Counted& operator=(Counted&&) = delete;
  ~Counted() {
    if (count_ != nullptr) count_->decrease();
  }

 private:
  ConnectionCount* count_;
};

}  // namespace

struct Server::State {
  State(net::Executor executor, Handler& handler, ServerLimits limits)
      : terms(executor, handler, limits),
        count(executor),
        acceptors(executor),
        handshakes(executor),
        connections(executor) {}

  Awaitable<void> accept_from(std::unique_ptr<net::Acceptor> acceptor, Identities tls, net::ClientCertificates ask) {
    for (;;) {
      const bool has_room = co_await count.wait_until_below(terms.limits.connections);
      if (!has_room) co_return;
      auto accepted = co_await acceptor->accept();
      if (!accepted) co_return;
      if (tls) {
        handshakes.spawn(secure(std::move(*accepted), tls, ask, Counted(count)));
      } else {
        connections.spawn(converse(std::move(*accepted), std::string(), Counted(count)));
      }
    }
  }

  Awaitable<void> secure(Stream stream, Identities tls, net::ClientCertificates ask, Counted counted) {
    std::vector<std::string> alpn;
    alpn.emplace_back("http/1.1");
    const auto deadline = Deadline::after(terms.limits.head);
    auto secured = co_await net::tls_accept(std::move(stream), std::move(tls), std::move(alpn), deadline, ask);
    if (!secured) co_return;
    std::string certificate = (*secured)->session().peer_fingerprint;
    connections.spawn(converse(std::move(*secured), std::move(certificate), std::move(counted)));
  }

  Awaitable<void> converse(Stream stream, std::string client_certificate, Counted /*counted*/) {
    ServerConnection connection(terms, std::move(stream), std::move(client_certificate));
    open.insert(&connection);
    co_await connection.run();
    open.erase(&connection);
  }

  ServerTerms terms;
  ConnectionCount count;
  std::unordered_set<ServerConnection*> open;
  net::TaskGroup acceptors;
  net::TaskGroup handshakes;
  net::TaskGroup connections;
};

Server::Server(net::Executor executor, Handler& handler, ServerLimits limits)
    : state_(std::make_unique<State>(std::move(executor), handler, limits)) {}

Server::~Server() = default;

void Server::serve(std::unique_ptr<net::Acceptor> acceptor, Identities tls, net::ClientCertificates ask) {
  state_->acceptors.spawn(state_->accept_from(std::move(acceptor), std::move(tls), ask));
}

Awaitable<void> Server::stop(Deadline gentle_until) {
  State& state = *state_;
  const auto at_once = Deadline::at(base::TimePoint());
  state.terms.is_stopping = true;
  state.terms.cut_at = gentle_until;
  co_await state.acceptors.stop(at_once);
  co_await state.handshakes.stop(at_once);
  for (ServerConnection* connection : state.open) connection->close_if_idle();
  co_await state.connections.stop(gentle_until);
}

std::size_t Server::connection_count() const {
  return state_->count.value();
}

}  // namespace gauntlet::http
