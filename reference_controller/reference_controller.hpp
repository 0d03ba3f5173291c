// ReferenceController: the whole program but its command line: proxy workers, control loop, health endpoint, each on a
// thread of its own.
#pragma once

#include "foundation/http/server.hpp"
#include "foundation/net/event_loop.hpp"
#include "reference_controller/controller.hpp"
#include "reference_controller/health_handler.hpp"
#include "reference_controller/proxy/proxy_worker.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace gauntlet::reference {

struct ReferenceControllerOptions {
  ControllerOptions controller;
  // nullopt: not listened on. Port 0: a free one.
  std::optional<net::Endpoint> listen_http;
  std::optional<net::Endpoint> listen_https;
  std::optional<net::Endpoint> listen_health;
  int proxy_threads = 1;
  base::Duration drain = std::chrono::seconds(10);
  // The first part of it, in which connections are still taken: for requests on kept connections that are on their way
  // already, and for those who have not seen yet that we are not ready any more. At most half of `drain`.
  base::Duration grace = std::chrono::milliseconds(250);
  ProxyLimits limits;
};

class ReferenceController {
 public:
  ReferenceController(ReferenceControllerOptions options, base::Log& log);
  // After stop().
  ~ReferenceController();
  ReferenceController(const ReferenceController&) = delete;
  ReferenceController& operator=(const ReferenceController&) = delete;

  // kAlreadyExists: a port is taken. kTls: no certificate could be made.
  base::Result<void> start();
  // Not ready any more; then the proxy drains, then the rest ends. Returns at the end of it. Not from a thread of ours.
  void stop();

  // Where it listens, after start(); nullopt where it does not.
  struct Addresses {
    std::optional<net::Endpoint> http;
    std::optional<net::Endpoint> https;
    std::optional<net::Endpoint> health;
  };
  const Addresses& addresses() const { return addresses_; }

 private:
  base::Result<std::optional<net::Endpoint>> listen_everywhere(const std::optional<net::Endpoint>& at, Scheme scheme);
  base::Result<void> listen_for_health();
  net::Awaitable<void> shut_down();
  net::Awaitable<void> drain(ProxyWorker& worker, base::Deadline deadline);

  ReferenceControllerOptions options_;
  base::Log& log_;
  std::vector<std::unique_ptr<ProxyWorker>> workers_;
  net::EventLoop control_loop_;
  std::unique_ptr<Controller> controller_;
  std::unique_ptr<HealthHandler> health_handler_;
  std::unique_ptr<http::Server> health_server_;
  Addresses addresses_;
};

}  // namespace gauntlet::reference
