#include "harness/cluster/pod_server.hpp"

#include "harness/cluster/pod_connection.hpp"

#include <utility>

namespace gauntlet::cluster {

using net::Awaitable;

struct PodServer::Listener {
  Listener(std::unique_ptr<net::Acceptor> its_acceptor, const PodIdentity& pod, CaptureStore& captures)
      : acceptor(std::move(its_acceptor)), port(pod, acceptor->local_endpoint(), captures) {}

  std::unique_ptr<net::Acceptor> acceptor;
  PodPort port;
};

PodServer::PodServer(net::Executor executor, PodIdentity pod, CaptureStore& captures)
    : pod_(std::move(pod)), captures_(captures), tasks_(std::move(executor)) {}

PodServer::~PodServer() = default;

base::Result<void> PodServer::listen(const std::string& address, const std::vector<std::uint16_t>& ports) {
  std::vector<std::shared_ptr<Listener>> listeners;
  for (const std::uint16_t port : ports) {
    auto acceptor = net::Acceptor::listen(tasks_.executor(), net::Endpoint{address, port});
    if (!acceptor) return acceptor.error();
    listeners.push_back(std::make_shared<Listener>(std::move(*acceptor), pod_, captures_));
  }
  close_listeners();
  listeners_ = std::move(listeners);
  for (const auto& listener : listeners_) tasks_.spawn(accept_from(listener));
  return {};
}

std::vector<net::Endpoint> PodServer::endpoints() const {
  std::vector<net::Endpoint> endpoints;
  for (const auto& listener : listeners_) endpoints.push_back(listener->port.endpoint);
  return endpoints;
}

void PodServer::close_listeners() {
  for (const auto& listener : listeners_) listener->acceptor->close();
  listeners_.clear();
}

void PodServer::kill() {
  close_listeners();
  for (PodConnection* const connection : connections_) connection->cut();
}

void PodServer::finish() {
  close_listeners();
  for (PodConnection* const connection : connections_) connection->finish();
}

Awaitable<void> PodServer::wait_until_done() {
  co_await tasks_.wait_until_empty();
}

Awaitable<void> PodServer::stop(base::Deadline gentle_until) {
  finish();
  co_await tasks_.stop(gentle_until);
}

Awaitable<void> PodServer::accept_from(std::shared_ptr<Listener> listener) {
  for (;;) {
    auto accepted = co_await listener->acceptor->accept();
    if (!accepted) co_return;
    tasks_.spawn(serve(std::move(*accepted), listener));
  }
}

Awaitable<void> PodServer::serve(std::unique_ptr<net::ByteStream> stream, std::shared_ptr<Listener> listener) {
  PodConnection connection(std::move(stream), listener->port);
  connections_.insert(&connection);
  co_await connection.run();
  connections_.erase(&connection);
}

}  // namespace gauntlet::cluster
