// How Kubernetes names kinds: GroupVersionKind in objects, GroupVersionResource in URLs.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace gauntlet::kube {

struct GroupVersion {
  std::string group;  // empty: the legacy ("core") group
  std::string version;
  // "v1", "networking.k8s.io/v1".
  std::string to_string() const { return group.empty() ? version : group + "/" + version; }
  static GroupVersion parse(std::string_view api_version);
  friend auto operator<=>(const GroupVersion&, const GroupVersion&) = default;
};

enum class Scope { kCluster, kNamespaced };

// One row of the table of kinds: everything a URL or a message needs.
struct ResourceType {
  GroupVersion group_version;
  std::string_view plural;  // "ingresses"
  std::string_view kind;    // "Ingress"
  Scope scope = Scope::kNamespaced;

  // "ingresses.networking.k8s.io", "pods": how messages name the resource (GroupResource).
  std::string group_resource() const;
  // "/apis/networking.k8s.io/v1/namespaces/ns/ingresses"; without namespace: all namespaces or cluster scope.
  std::string collection_path(std::string_view namespace_) const;
  std::string object_path(std::string_view namespace_, std::string_view name) const;
};

// The built-in kinds that clients of ours speak of; nullptr if unknown.
const ResourceType* find_resource_by_kind(std::string_view api_version, std::string_view kind);
const ResourceType* find_resource_by_plural(std::string_view group, std::string_view plural);
// A kind alone is enough for case files ("Ingress"); nullptr if unknown.
const ResourceType* find_resource_by_kind(std::string_view kind);

namespace resources {
extern const ResourceType kNamespaces, kNodes, kPods, kServices, kEndpoints, kEndpointSlices, kConfigMaps, kSecrets,
    kServiceAccounts, kEvents, kIngresses, kIngressClasses, kLeases, kDeployments, kReplicaSets,
    kCustomResourceDefinitions;
}  // namespace resources

}  // namespace gauntlet::kube
