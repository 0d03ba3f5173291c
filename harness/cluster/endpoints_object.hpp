// The Endpoints object of a Service, for those who do not read slices yet (core/v1 Endpoints): one subset for each set
// of ports, ready and not ready addresses apart; pods that are going are in neither. Pure.
#pragma once

#include "harness/cluster/endpoint_groups.hpp"

#include <vector>

namespace gauntlet::cluster {

// It belongs to the Service (ownerReferences), so that it goes with it: a deviation from Kubernetes, whose controller
// removes it by itself.
kube::Object make_endpoints(const ServiceView& service, const std::vector<EndpointGroup>& groups);

}  // namespace gauntlet::cluster
