// EndpointGroups: the endpoints of a Service as Kubernetes' endpoint controllers see them: the pods that its selector
// finds, grouped by the numbers to which its ports lead in them (named ports may differ from pod to pod). Pure. Slices,
// Endpoints and forwarding are all made of this.
#pragma once

#include "harness/cluster/pod_view.hpp"
#include "harness/cluster/service_view.hpp"

#include <compare>
#include <string>
#include <vector>

namespace gauntlet::cluster {

inline constexpr const char* kHeadlessLabel = "service.kubernetes.io/headless";  // on slices and Endpoints

// discovery/v1 EndpointPort.
struct GroupPort {
  std::string name;
  std::string protocol = "TCP";
  int port = 0;
  std::string app_protocol;
  friend auto operator<=>(const GroupPort&, const GroupPort&) = default;
};

// discovery/v1 Endpoint with its EndpointConditions.
struct GroupMember {
  std::string address;
  bool ready = false;
  bool serving = false;
  bool terminating = false;
  std::string hostname;
  std::string node_name;
  std::string pod_name;
  std::string pod_uid;
  friend bool operator==(const GroupMember&, const GroupMember&) = default;
};

struct EndpointGroup {
  std::vector<GroupPort> ports;  // empty: none of the Service's ports is known in these pods
  std::vector<GroupMember> members;
};

// `pods`: those of the Service's namespace, or more. Members are in the order of their index, then in the given one.
std::vector<EndpointGroup> find_endpoint_groups(const ServiceView& service, std::vector<const PodView*> pods);

}  // namespace gauntlet::cluster
