// ProxyWorker: one loop of the proxy with a thread of its own: its listeners, its sessions, its connections to
// endpoints. Workers share nothing but immutable route tables and certificates.
#pragma once

#include "foundation/net/acceptor.hpp"
#include "foundation/net/event_loop.hpp"
#include "foundation/net/task_group.hpp"
#include "foundation/net/wait_event.hpp"
#include "reference_controller/proxy/proxy_loop.hpp"
#include "reference_controller/proxy/relayed_head.hpp"
#include "reference_controller/routing/certificates.hpp"

#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace gauntlet::reference {

class ProxySession;

struct RoutingSnapshot {
  std::shared_ptr<const RouteTable> routes;
  std::shared_ptr<const Certificates> certificates;
};

class ProxyWorker {
 public:
  ProxyWorker(const ProxyLimits& limits, base::Log& log);
  ~ProxyWorker();  // after drain()
  ProxyWorker(const ProxyWorker&) = delete;
  ProxyWorker& operator=(const ProxyWorker&) = delete;

  // Before start(). kAlreadyExists: the port is taken. kSystem: the address is not ours.
  base::Result<net::Endpoint> listen(const net::Endpoint& at, Scheme scheme, net::PortSharing sharing);
  void start(const std::string& thread_name);
  // From any thread; requests that begin after it see the new snapshot, those under way are left alone.
  void install(RoutingSnapshot snapshot);

  net::Executor executor() { return loop_.executor(); }
  const ProxyCounters& counters() const { return shared_.counters; }  // any thread
  // On the worker's loop: every answer from now on ends its connection. For the time of `grace` whoever has not heard
  // of it yet may still connect; then nobody, and who is idle is let go. What is left at the deadline is cut.
  net::Awaitable<void> drain(base::Duration grace, base::Deadline deadline);

 private:
  struct Listener {
    std::unique_ptr<net::Acceptor> acceptor;
    Scheme scheme;
  };

  net::Awaitable<void> accept_from(Listener& listener);
  net::Awaitable<void> serve(std::unique_ptr<net::ByteStream> stream, Scheme scheme, std::uint16_t port);
  net::Awaitable<void> run_session(std::unique_ptr<net::ByteStream> stream, Scheme scheme, std::uint16_t port);
  net::Awaitable<void> expire_connections();

  net::EventLoop loop_;
  ProxyLoop shared_;
  std::shared_ptr<const Certificates> certificates_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  net::WaitEvent session_ended_;
  std::unordered_set<ProxySession*> sessions_;
  net::TaskGroup tasks_;
};

}  // namespace gauntlet::reference
