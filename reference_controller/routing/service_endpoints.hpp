// Where the requests for a port of a Service go: to the addresses of its EndpointSlices (discovery.k8s.io/v1), so that
// headless Services and those without selector are like any other; or to its cluster IP, where that is asked for.
#pragma once

#include "foundation/kube/ingress.hpp"
#include "foundation/kube/service.hpp"
#include "foundation/net/endpoint.hpp"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace gauntlet::reference {

enum class Upstream {
  kEndpoints,  // we choose among the ready endpoints, request by request
  kService,    // kube-proxy chooses behind the cluster IP, connection by connection
};

using SlicePtr = std::shared_ptr<const kube::EndpointSlice>;

// The port that an Ingress backend means, by number or by name, of protocol TCP; nullptr: the Service has none such.
const kube::ServicePort* find_port(const kube::Service& service, const kube::IngressServiceBackend& backend);

// The ready endpoints of that port, each once, in the order of their addresses. A slice's port carries the name of the
// Service's port (EndpointPort.name), and the number that the pods listen on. Slices of names (FQDN) are left out.
std::vector<net::Endpoint> ready_endpoints(const kube::ServicePort& port, std::span<const SlicePtr> slices);

// The cluster IP with the Service's own port; nullopt: it has none (headless, ExternalName).
std::optional<net::Endpoint> cluster_ip_endpoint(const kube::Service& service, const kube::ServicePort& port);

}  // namespace gauntlet::reference
