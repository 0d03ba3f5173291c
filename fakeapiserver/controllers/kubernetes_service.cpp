#include "fakeapiserver/controllers/kubernetes_service.hpp"

#include "fakeapiserver/controllers/own_objects.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::resources::kEndpoints;
using kube::resources::kEndpointSlices;
using kube::resources::kServices;

constexpr int kHttpsPort = 443;

Json service_at(std::uint16_t target_port) {
  const Json port = {{"name", "https"}, {"protocol", "TCP"}, {"port", kHttpsPort}, {"targetPort", target_port}};
  return {{"metadata", {{"labels", {{"component", "apiserver"}, {"provider", "kubernetes"}}}}},
          {"spec", {{"clusterIP", KubernetesService::kClusterIp}, {"ports", Json::array({port})}}}};
}

// Not to be mirrored: the slice is there already.
Json endpoints_at(const net::Endpoint& address) {
  return {{"metadata", {{"labels", {{"endpointslice.kubernetes.io/skip-mirror", "true"}}}}},
          {"subsets", Json::array({{{"addresses", Json::array({{{"ip", address.address}}})},
                                    {"ports", Json::array({{{"name", "https"}, {"port", address.port}}})}}})}};
}

Json slice_at(const net::Endpoint& address) {
  return {
      {"metadata", {{"labels", {{"kubernetes.io/service-name", "kubernetes"}}}}},
      {"addressType", "IPv4"},
      {"endpoints", Json::array({{{"addresses", Json::array({address.address})}, {"conditions", {{"ready", true}}}}})},
      {"ports", Json::array({{{"name", "https"}, {"port", address.port}}})}};
}

}  // namespace

KubernetesService::KubernetesService(ControlPlane& plane) : plane_(plane) {
  const ResourceRegistry& registry = plane.registry();
  const std::set<KindId> kinds = {registry.row(kServices).id, registry.row(kEndpoints).id,
                                  registry.row(kEndpointSlices).id};
  plane_.add_listener([this, kinds](KindId kind, const Event& event) {
    const base::NamespacedName own{"default", "kubernetes"};
    const bool is_gone = event.type == ChangeType::kDeleted && event.object->index.name == own;
    if (is_gone && kinds.contains(kind)) is_complete_ = false;
  });
}

void KubernetesService::set_address(net::Endpoint address) {
  address_ = std::move(address);
  is_complete_ = false;
}

void KubernetesService::run() {
  if (!address_ || is_complete_) return;
  const base::NamespacedName name{"default", "kubernetes"};
  create_if_missing(plane_, kServices, name, service_at(address_->port));
  create_if_missing(plane_, kEndpoints, name, endpoints_at(*address_));
  create_if_missing(plane_, kEndpointSlices, name, slice_at(*address_));
  is_complete_ = true;
}

}  // namespace gauntlet::fakeapiserver
