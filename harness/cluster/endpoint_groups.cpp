#include "harness/cluster/endpoint_groups.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace gauntlet::cluster {
namespace {

// ServicePort.targetPort: a number is itself, a name is that of a container port with the same protocol.
std::optional<int> find_port_number(const kube::ServicePort& port, const PodView& pod) {
  if (port.target_port_name.empty()) return port.target_port;
  const auto found = std::find_if(pod.ports.begin(), pod.ports.end(), [&](const ContainerPort& candidate) {
    return candidate.name == port.target_port_name && candidate.protocol == port.protocol;
  });
  if (found == pod.ports.end()) return std::nullopt;
  return found->port;
}

std::vector<GroupPort> ports_in(const ServiceView& view, const PodView& pod) {
  std::vector<GroupPort> ports;
  for (std::size_t i = 0; i < view.service.ports.size(); ++i) {
    const kube::ServicePort& port = view.service.ports[i];
    const auto number = find_port_number(port, pod);
    if (number) ports.push_back({port.name, port.protocol, *number, view.app_protocols[i]});
  }
  return ports;
}

// EndpointConditions: a terminating pod may serve, but is ready only for those who want pods that are not.
GroupMember make_member(const ServiceView& view, const PodView& pod) {
  GroupMember member;
  member.address = pod.ip;
  member.serving = pod.is_ready;
  member.terminating = pod.is_terminating;
  member.ready = view.service.publish_not_ready_addresses || (pod.is_ready && !pod.is_terminating);
  // PodSpec.subdomain names the headless Service that gives the pod its host name.
  if (pod.subdomain == view.name().name) member.hostname = pod.hostname;
  member.node_name = pod.node_name;
  member.pod_name = pod.name.name;
  member.pod_uid = pod.uid;
  return member;
}

}  // namespace

std::vector<EndpointGroup> find_endpoint_groups(const ServiceView& view, std::vector<const PodView*> pods) {
  std::stable_sort(pods.begin(), pods.end(), [](const PodView* a, const PodView* b) { return a->index < b->index; });
  std::map<std::vector<GroupPort>, std::vector<GroupMember>> by_ports;
  for (const PodView* const pod : pods) {
    if (pod->ip.empty() || pod->is_finished()) continue;
    if (pod->name.namespace_ != view.name().namespace_ || !view.selects(pod->labels)) continue;
    by_ports[ports_in(view, *pod)].push_back(make_member(view, *pod));
  }
  std::vector<EndpointGroup> groups;
  for (auto& [ports, members] : by_ports) groups.push_back({ports, std::move(members)});
  return groups;
}

}  // namespace gauntlet::cluster
