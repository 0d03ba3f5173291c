// Controller: the control loop: watches the cluster, builds route table and certificates anew with every change, hands
// them to the proxy loops, and writes statuses. Changes that come together are built once.
#pragma once

#include "foundation/base/log.hpp"
#include "foundation/kube/client.hpp"
#include "foundation/net/task_group.hpp"
#include "reference_controller/metrics.hpp"
#include "reference_controller/proxy/proxy_worker.hpp"
#include "reference_controller/routing/certificate_builder.hpp"
#include "reference_controller/status/ingress_status.hpp"
#include "reference_controller/watch/cluster_state.hpp"
#include "reference_controller/watch/reflector.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::reference {

struct ControllerOptions {
  kube::ClusterAccess access;
  ClassSelection classes;
  Upstream upstream = Upstream::kEndpoints;
  std::optional<std::string> publish_address;  // nullopt: statuses are left alone
};

class Controller {
 public:
  // `fallback`: the identity for TLS clients that ask for a name without certificate. The workers outlive it.
  Controller(net::Executor executor, ControllerOptions options, IdentityPtr fallback, std::vector<ProxyWorker*> workers,
             base::Log& log);
  Controller(const Controller&) = delete;
  Controller& operator=(const Controller&) = delete;

  void start();
  net::Awaitable<void> stop();
  // The first complete route table is in place in every loop. Any thread.
  bool is_ready() const { return is_ready_; }
  // On its own loop.
  Measurements measure() const;

 private:
  net::Awaitable<void> follow_changes();
  void rebuild(const Changes& changes);
  net::Awaitable<void> wait_until_installed();

  ControllerOptions options_;
  std::vector<ProxyWorker*> workers_;
  base::Log& log_;
  kube::Client client_;
  ClusterState state_;
  CertificateBuilder certificate_builder_;
  std::optional<IngressStatusWriter> status_writer_;
  std::vector<std::unique_ptr<Reflector>> reflectors_;
  RoutingSnapshot snapshot_;
  std::uint64_t reconciles_ = 0;
  base::Duration reconcile_time_{};
  std::atomic<bool> is_ready_ = false;
  net::TaskGroup tasks_;
};

}  // namespace gauntlet::reference
