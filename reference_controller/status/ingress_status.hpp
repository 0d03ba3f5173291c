// IngressStatusWriter: says in status.loadBalancer of the Ingresses that we serve where they are served. It writes only
// what differs, and never touches the Ingresses of others.
#pragma once

#include "foundation/base/log.hpp"
#include "foundation/kube/client.hpp"
#include "foundation/net/wait_event.hpp"
#include "reference_controller/routing/class_filter.hpp"
#include "reference_controller/watch/cluster_state.hpp"

#include <string>
#include <vector>

namespace gauntlet::reference {

class IngressStatusWriter {
 public:
  // All of them outlive it. `address`: the IP address to publish.
  IngressStatusWriter(net::Executor executor, kube::Client& client, const ClusterState& state,
                      const ClassSelection& classes, std::string address, base::Log& log);

  // Something has changed that a status may depend on.
  void wake() { wake_.set(); }
  // Until the task is asked to stop.
  net::Awaitable<void> run();

 private:
  // kRefused: it should be tried again, and the others be tried meanwhile.
  enum class Written { kSettled, kRefused, kServerAway };

  std::vector<base::NamespacedName> outdated() const;
  net::Awaitable<Written> write(base::NamespacedName name);
  bool is_ours(const kube::Object& object) const;
  Written after_failure(const base::NamespacedName& name, const base::Error& error) const;

  kube::Client& client_;
  const ClusterState& state_;
  const ClassSelection& classes_;
  std::string address_;
  base::Log& log_;
  net::WaitEvent wake_;
};

}  // namespace gauntlet::reference
