// EndpointSlices: endpoint groups in, slices out, as Kubernetes' EndpointSlice controller does it (discovery/v1;
// KEP-752): at most 100 endpoints in a slice, ports resolved per slice, endpoints stay in the slice that they are in,
// and as few slices as possible are written. Pure.
#pragma once

#include "harness/cluster/endpoint_groups.hpp"

#include <string>
#include <vector>

namespace gauntlet::cluster {

// A label selector: what others have written for a Service.
inline constexpr const char* kForeignSlices =
    "kubernetes.io/service-name,endpointslice.kubernetes.io/managed-by!=endpointslice-controller.k8s.io";

struct SliceContent {
  std::string name;
  kube::Labels labels;
  std::vector<GroupPort> ports;
  std::vector<GroupMember> members;
  friend bool operator==(const SliceContent&, const SliceContent&) = default;
};

struct SliceChanges {
  std::vector<SliceContent> created;
  std::vector<SliceContent> updated;
  std::vector<std::string> removed;  // names
  bool empty() const { return created.empty() && updated.empty() && removed.empty(); }
};

// What turns the slices that a Service has into those that it should have. A Service without any pod has one slice
// without endpoints and ports.
SliceChanges plan_slices(const ServiceView& service, const std::vector<EndpointGroup>& groups,
                         const std::vector<SliceContent>& existing);
// `slices` after the changes.
void apply_changes(const SliceChanges& changes, std::vector<SliceContent>& slices);

kube::Object make_slice(const ServiceView& service, const SliceContent& content);
// Of a slice that was made by make_slice or its like.
SliceContent read_slice(const kube::Object& object);
// Whether a slice is managed by this controller, and for which Service of its namespace; empty: it is not.
std::string managed_service_of(const kube::Object& slice);

}  // namespace gauntlet::cluster
