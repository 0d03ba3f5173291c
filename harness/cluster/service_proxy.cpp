#include "harness/cluster/service_proxy.hpp"

#include <algorithm>
#include <utility>

namespace gauntlet::cluster {
namespace {

// Its ClusterIP is the same in all clusters on this machine, so that one would serve the clients of another.
bool is_api_service(const base::NamespacedName& name) {
  return name.namespace_ == "default" && name.name == "kubernetes";
}

void add_targets(const kube::ServicePort& port, const std::vector<EndpointGroup>& groups,
                 std::vector<net::Endpoint>& targets) {
  for (const EndpointGroup& group : groups) {
    const auto found = std::find_if(group.ports.begin(), group.ports.end(), [&](const GroupPort& candidate) {
      return candidate.name == port.name && candidate.protocol == port.protocol;
    });
    if (found == group.ports.end()) continue;
    for (const GroupMember& endpoint : group.members) {
      if (endpoint.ready) targets.push_back({endpoint.address, static_cast<std::uint16_t>(found->port)});
    }
  }
}

// An address that is there already is not added.
void add_targets(const kube::ServicePort& port, const kube::EndpointSlice& slice, std::vector<net::Endpoint>& targets) {
  if (slice.address_type != "IPv4") return;
  for (const kube::EndpointPort& candidate : slice.ports) {
    if (candidate.name != port.name || candidate.protocol != port.protocol || candidate.port == 0) continue;
    for (const kube::SliceEndpoint& endpoint : slice.endpoints) {
      if (!endpoint.ready || endpoint.addresses.empty()) continue;
      const net::Endpoint target{endpoint.addresses.front(), static_cast<std::uint16_t>(candidate.port)};
      if (std::find(targets.begin(), targets.end(), target) == targets.end()) targets.push_back(target);
    }
  }
}

std::vector<net::Endpoint> find_targets(const kube::ServicePort& port, const ServiceEndpoints& endpoints) {
  std::vector<net::Endpoint> targets;
  add_targets(port, endpoints.groups, targets);
  for (const SliceView* const view : endpoints.foreign_slices) add_targets(port, view->slice, targets);
  return targets;
}

}  // namespace

std::map<net::Endpoint, std::vector<net::Endpoint>> find_forwards(const ServiceView& view,
                                                                  const ServiceEndpoints& endpoints,
                                                                  const std::string& node_address) {
  std::map<net::Endpoint, std::vector<net::Endpoint>> forwards;
  const kube::Service& service = view.service;
  if (service.type == "ExternalName" || is_api_service(service.name)) return forwards;
  for (const kube::ServicePort& port : service.ports) {
    if (port.protocol != "TCP") continue;
    const auto targets = find_targets(port, endpoints);
    const auto number = static_cast<std::uint16_t>(port.port);
    if (!service.cluster_ip.empty() && !view.is_headless()) forwards[{service.cluster_ip, number}] = targets;
    if (port.node_port != 0) forwards[{node_address, static_cast<std::uint16_t>(port.node_port)}] = targets;
    if (!view.load_balancer_ip.empty()) forwards[{view.load_balancer_ip, number}] = targets;
  }
  return forwards;
}

void ServiceProxy::update(const ServiceView& service, const ServiceEndpoints& endpoints) {
  auto wanted = find_forwards(service, endpoints, node_address_);
  Forwards& forwards = forwards_[service.name()];
  std::erase_if(forwards, [&](const auto& forward) { return !wanted.contains(forward.first); });
  for (auto& [at, targets] : wanted) {
    auto& forward = forwards[at];
    if (forward == nullptr) forward = std::make_unique<PortForward>(tasks_, at);
    const auto listening = forward->set_targets(std::move(targets));
    if (!listening) complain(service, at, listening.error());
  }
  if (forwards.empty()) forwards_.erase(service.name());
}

void ServiceProxy::complain(const ServiceView& service, const net::Endpoint& at, const base::Error& error) {
  if (!complained_.insert(at.to_string()).second) return;
  log_.write(base::LogLevel::kInfo, "an address of a Service is not served",
             {{"service", service.name().to_string()}, {"error", error.to_string()}});
}

net::Awaitable<void> ServiceProxy::stop(base::Deadline gentle_until) {
  forwards_.clear();
  co_await tasks_.stop(gentle_until);
}

}  // namespace gauntlet::cluster
