#include "harness/cluster/endpoints_object.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::cluster {
namespace {

using kube::Json;

constexpr const char* kEndpointsManagerLabel = "endpoints.kubernetes.io/managed-by";

Json to_address(const ServiceView& service, const GroupMember& endpoint) {
  Json address = {{"ip", endpoint.address},
                  {"targetRef",
                   {{"kind", "Pod"},
                    {"namespace", service.name().namespace_},
                    {"name", endpoint.pod_name},
                    {"uid", endpoint.pod_uid}}}};
  if (!endpoint.node_name.empty()) address["nodeName"] = endpoint.node_name;
  if (!endpoint.hostname.empty()) address["hostname"] = endpoint.hostname;
  return address;
}

Json to_port(const GroupPort& port) {
  Json json = {{"port", port.port}, {"protocol", port.protocol}};
  if (!port.name.empty()) json["name"] = port.name;
  if (!port.app_protocol.empty()) json["appProtocol"] = port.app_protocol;
  return json;
}

// Null where the group has no address to show.
Json to_subset(const ServiceView& service, const EndpointGroup& group) {
  Json subset = Json::object();
  for (const GroupMember& endpoint : group.members) {
    if (endpoint.terminating && !service.service.publish_not_ready_addresses) continue;
    subset[endpoint.ready ? "addresses" : "notReadyAddresses"].push_back(to_address(service, endpoint));
  }
  if (subset.empty()) return nullptr;
  for (const GroupPort& port : group.ports) subset["ports"].push_back(to_port(port));
  return subset;
}

}  // namespace

kube::Object make_endpoints(const ServiceView& service, const std::vector<EndpointGroup>& groups) {
  Json labels = service.labels;
  labels[kEndpointsManagerLabel] = "endpoint-controller";
  if (service.is_headless()) labels[kHeadlessLabel] = "";
  Json subsets = Json::array();
  for (const EndpointGroup& group : groups) {
    // A Service with ports has no use for pods that know none of them.
    if (group.ports.empty() && !service.service.ports.empty()) continue;
    Json subset = to_subset(service, group);
    if (!subset.is_null()) subsets.push_back(std::move(subset));
  }
  const base::NamespacedName& name = service.name();
  const Json reference = {{"apiVersion", "v1"}, {"kind", "Service"}, {"name", name.name}, {"uid", service.service.uid}};
  Json endpoints = {{"apiVersion", "v1"},
                    {"kind", "Endpoints"},
                    {"metadata",
                     {{"name", name.name},
                      {"namespace", name.namespace_},
                      {"labels", std::move(labels)},
                      {"ownerReferences", Json::array({reference})}}}};
  if (!subsets.empty()) endpoints["subsets"] = std::move(subsets);
  return kube::Object::from_json(std::move(endpoints));
}

}  // namespace gauntlet::cluster
