#include "foundation/kube/resource.hpp"

#include "foundation/http/url.hpp"

#include <array>

namespace gauntlet::kube {

namespace resources {
// clang-format off
const ResourceType kNamespaces{{"", "v1"}, "namespaces", "Namespace", Scope::kCluster};
const ResourceType kNodes{{"", "v1"}, "nodes", "Node", Scope::kCluster};
const ResourceType kPods{{"", "v1"}, "pods", "Pod", Scope::kNamespaced};
const ResourceType kServices{{"", "v1"}, "services", "Service", Scope::kNamespaced};
const ResourceType kEndpoints{{"", "v1"}, "endpoints", "Endpoints", Scope::kNamespaced};
const ResourceType kEndpointSlices{{"discovery.k8s.io", "v1"}, "endpointslices", "EndpointSlice", Scope::kNamespaced};
const ResourceType kConfigMaps{{"", "v1"}, "configmaps", "ConfigMap", Scope::kNamespaced};
const ResourceType kSecrets{{"", "v1"}, "secrets", "Secret", Scope::kNamespaced};
const ResourceType kServiceAccounts{{"", "v1"}, "serviceaccounts", "ServiceAccount", Scope::kNamespaced};
const ResourceType kEvents{{"", "v1"}, "events", "Event", Scope::kNamespaced};
const ResourceType kIngresses{{"networking.k8s.io", "v1"}, "ingresses", "Ingress", Scope::kNamespaced};
const ResourceType kIngressClasses{{"networking.k8s.io", "v1"}, "ingressclasses", "IngressClass", Scope::kCluster};
const ResourceType kLeases{{"coordination.k8s.io", "v1"}, "leases", "Lease", Scope::kNamespaced};
const ResourceType kDeployments{{"apps", "v1"}, "deployments", "Deployment", Scope::kNamespaced};
const ResourceType kReplicaSets{{"apps", "v1"}, "replicasets", "ReplicaSet", Scope::kNamespaced};
// clang-format on
const ResourceType kCustomResourceDefinitions{
    {"apiextensions.k8s.io", "v1"}, "customresourcedefinitions", "CustomResourceDefinition", Scope::kCluster};
}  // namespace resources

namespace {

template <typename Matches>
const ResourceType* find_resource(Matches matches) {
  using namespace resources;
  static const std::array kAll = {&kNamespaces,      &kNodes,          &kPods,        &kServices,
                                  &kEndpoints,       &kEndpointSlices, &kConfigMaps,  &kSecrets,
                                  &kServiceAccounts, &kEvents,         &kIngresses,   &kIngressClasses,
                                  &kLeases,          &kDeployments,    &kReplicaSets, &kCustomResourceDefinitions};
  for (const ResourceType* type : kAll) {
    if (matches(*type)) return type;
  }
  return nullptr;
}

}  // namespace

GroupVersion GroupVersion::parse(std::string_view api_version) {
  const auto slash = api_version.find('/');
  if (slash == std::string_view::npos) return {"", std::string(api_version)};
  return {std::string(api_version.substr(0, slash)), std::string(api_version.substr(slash + 1))};
}

std::string ResourceType::group_resource() const {
  std::string text(plural);
  if (!group_version.group.empty()) text += "." + group_version.group;
  return text;
}

std::string ResourceType::collection_path(std::string_view namespace_) const {
  std::string path = group_version.group.empty() ? "/api/" : "/apis/";
  path += group_version.to_string();
  if (scope == Scope::kNamespaced && !namespace_.empty()) path += "/namespaces/" + http::percent_encode(namespace_);
  path += '/';
  path += plural;
  return path;
}

std::string ResourceType::object_path(std::string_view namespace_, std::string_view name) const {
  return collection_path(namespace_) + "/" + http::percent_encode(name);
}

const ResourceType* find_resource_by_kind(std::string_view api_version, std::string_view kind) {
  const GroupVersion wanted = GroupVersion::parse(api_version);
  return find_resource([&](const ResourceType& type) { return type.kind == kind && type.group_version == wanted; });
}

const ResourceType* find_resource_by_plural(std::string_view group, std::string_view plural) {
  return find_resource(
      [&](const ResourceType& type) { return type.plural == plural && type.group_version.group == group; });
}

const ResourceType* find_resource_by_kind(std::string_view kind) {
  return find_resource([&](const ResourceType& type) { return type.kind == kind; });
}

}  // namespace gauntlet::kube
