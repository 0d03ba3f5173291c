// ServiceProxy: the kube-proxy of the fake cluster: connections to a Service's ClusterIP, node ports and load balancer
// address go to its ready endpoints in turn (core/v1 ServiceSpec), and to nobody where there is none. Addresses at
// which it cannot listen, because of a port below 1024 or another cluster on this machine, are left out with a line in
// the log. One loop.
#pragma once

#include "foundation/base/log.hpp"
#include "harness/cluster/endpoint_groups.hpp"
#include "harness/cluster/port_forward.hpp"
#include "harness/cluster/slice_view.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace gauntlet::cluster {

// What the Service's own pods are, and what others wrote into slices of theirs.
struct ServiceEndpoints {
  std::vector<EndpointGroup> groups;
  std::vector<const SliceView*> foreign_slices;
};

// Where connections come in, with the endpoints that they may go to. Pure.
std::map<net::Endpoint, std::vector<net::Endpoint>> find_forwards(const ServiceView& service,
                                                                  const ServiceEndpoints& endpoints,
                                                                  const std::string& node_address);

class ServiceProxy {
 public:
  ServiceProxy(net::Executor executor, std::string node_address, base::Log& log)
      : node_address_(std::move(node_address)), log_(log), tasks_(std::move(executor)) {}

  void update(const ServiceView& service, const ServiceEndpoints& endpoints);
  void remove(const base::NamespacedName& service) { forwards_.erase(service); }
  net::Awaitable<void> stop(base::Deadline gentle_until);

 private:
  using Forwards = std::map<net::Endpoint, std::unique_ptr<PortForward>>;

  void complain(const ServiceView& service, const net::Endpoint& at, const base::Error& error);

  std::string node_address_;
  base::Log& log_;
  std::map<base::NamespacedName, Forwards> forwards_;
  std::set<std::string> complained_;  // about these endpoints
  net::TaskGroup tasks_;
};

}  // namespace gauntlet::cluster
