#include "reference_controller/routing/service_endpoints.hpp"

#include "reference_controller/mutants.hpp"

#include <algorithm>
#include <string_view>

namespace gauntlet::reference {
namespace {

constexpr std::string_view kTcp = "TCP";

void add_ready(const kube::EndpointSlice& slice, int port, std::vector<net::Endpoint>& endpoints) {
  for (const kube::SliceEndpoint& endpoint : slice.endpoints) {
    if (!endpoint.ready && !mutant_active(Mutant::kUnreadyEndpointUsed)) continue;
    // What further addresses mean is not defined (Endpoint.addresses): the first one is the endpoint.
    if (endpoint.addresses.empty()) continue;
    endpoints.push_back({endpoint.addresses.front(), static_cast<std::uint16_t>(port)});
  }
}

}  // namespace

const kube::ServicePort* find_port(const kube::Service& service, const kube::IngressServiceBackend& backend) {
  const bool by_name = !backend.port_name.empty();
  if (by_name && mutant_active(Mutant::kNamedPortIgnored)) return nullptr;
  const auto found = std::find_if(service.ports.begin(), service.ports.end(), [&](const kube::ServicePort& port) {
    return port.protocol == kTcp && (by_name ? port.name == backend.port_name : port.port == backend.port_number);
  });
  return found == service.ports.end() ? nullptr : &*found;
}

std::vector<net::Endpoint> ready_endpoints(const kube::ServicePort& port, std::span<const SlicePtr> slices) {
  std::vector<net::Endpoint> endpoints;
  if (mutant_active(Mutant::kOneSliceOnly) && slices.size() > 1) slices = slices.first(1);
  for (const SlicePtr& slice : slices) {
    if (slice->address_type == "FQDN") continue;
    for (const kube::EndpointPort& slice_port : slice->ports) {
      const bool is_meant = mutant_active(Mutant::kEndpointPortNameIgnored) ? &slice_port == &slice->ports.front()
                                                                            : slice_port.name == port.name;
      if (is_meant && slice_port.protocol == kTcp && slice_port.port != 0) {
        add_ready(*slice, slice_port.port, endpoints);
      }
    }
  }
  // An endpoint may stand in two slices while it moves from one to the other.
  std::sort(endpoints.begin(), endpoints.end());
  endpoints.erase(std::unique(endpoints.begin(), endpoints.end()), endpoints.end());
  return endpoints;
}

std::optional<net::Endpoint> cluster_ip_endpoint(const kube::Service& service, const kube::ServicePort& port) {
  if (service.cluster_ip.empty() || service.cluster_ip == "None") return std::nullopt;
  return net::Endpoint{service.cluster_ip, static_cast<std::uint16_t>(port.port)};
}

}  // namespace gauntlet::reference
