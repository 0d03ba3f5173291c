// From Ingresses to a RouteTable, as the Ingress API (networking/v1) says. Where it leaves a choice:
// - Equal host, path and type in two Ingresses: the older one counts. The rules of a host are merged over Ingresses.
// - ImplementationSpecific matches as Prefix does; without a path it is "/".
// - One default backend for all requests that match no rule: that of the oldest Ingress which has one.
// - A rule without paths sends its host to the default backend of its own Ingress.
// - A backend that is a resource is a dead end: 404. A Service or a port that does not exist has no endpoints: 503.
// Where requests are to go to cluster IPs, a Service without one is served by its endpoints.
#pragma once

#include "foundation/base/namespaced_name.hpp"
#include "foundation/kube/ingress.hpp"
#include "reference_controller/routing/route_table.hpp"
#include "reference_controller/routing/service_endpoints.hpp"

#include <memory>
#include <span>

namespace gauntlet::reference {

// How the builder asks for Services.
class ServiceSource {
 public:
  virtual ~ServiceSource() = default;
  virtual const kube::Service* find_service(const base::NamespacedName& name) const = 0;
  virtual std::span<const SlicePtr> slices_of(const base::NamespacedName& service) const = 0;
};

// `served`: the Ingresses of our classes, oldest first.
std::shared_ptr<const RouteTable> build_route_table(std::span<const kube::Ingress* const> served,
                                                    const ServiceSource& services, Upstream upstream);

// The order in which Ingresses have precedence: by creationTimestamp, then by namespace and name.
bool is_older(const kube::Ingress& a, const kube::Ingress& b);

}  // namespace gauntlet::reference
