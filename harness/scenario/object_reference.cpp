#include "harness/scenario/object_reference.hpp"

#include "foundation/base/text.hpp"
#include "foundation/kube/resource.hpp"
#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

base::Error bad_reference(std::string message, std::string hint) {
  return base::Error(base::Reason::kInvalid, std::move(message), std::move(hint));
}

}  // namespace

base::Result<ObjectReference> read_object_reference(std::string_view text) {
  std::vector<std::string_view> parts = base::split(text, '/');
  ObjectReference reference;
  reference.text = std::string(text);
  if (parts.size() >= 3 && parts.back() == "status") {
    reference.subresource = "status";
    parts.pop_back();
  }
  const bool has_empty = std::any_of(parts.begin(), parts.end(), [](std::string_view part) { return part.empty(); });
  if (has_empty || parts.size() < 2 || parts.size() > 3) {
    return bad_reference(fmt::format("'{}' does not name an object", text), "Kind/name or Kind/namespace/name");
  }
  reference.kind = std::string(parts.front());
  reference.name = std::string(parts.back());
  if (parts.size() == 3) reference.namespace_ = std::string(parts[1]);
  const kube::ResourceType* type = kube::find_resource_by_kind(reference.kind);
  if (type == nullptr) {
    return bad_reference(fmt::format("there is no kind '{}'", reference.kind), suggest(reference.kind, known_kinds()));
  }
  if (type->scope == kube::Scope::kCluster && !reference.namespace_.empty()) {
    return bad_reference(fmt::format("{} has no namespace", reference.kind), fmt::format("{}/name", reference.kind));
  }
  return reference;
}

std::vector<std::string_view> known_kinds() {
  using namespace kube::resources;
  return {kNamespaces.kind, kNodes.kind,          kPods.kind,    kServices.kind,        kEndpoints.kind,
          kConfigMaps.kind, kEndpointSlices.kind, kSecrets.kind, kServiceAccounts.kind, kEvents.kind,
          kIngresses.kind,  kIngressClasses.kind, kLeases.kind,  kDeployments.kind,     kReplicaSets.kind};
}

}  // namespace gauntlet::scenario
