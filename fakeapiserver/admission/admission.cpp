#include "fakeapiserver/admission/admission.hpp"

#include "fakeapiserver/api_error.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {

using kube::Json;
using kube::member;
using kube::string_member;

std::optional<kube::Status> refuse_by_namespace(const ControlPlane& plane, const ResourceRow& row,
                                                std::string_view namespace_, std::string_view name) {
  if (!row.is_namespaced()) return std::nullopt;
  const ResourceRow& namespaces = plane.registry().row(kube::resources::kNamespaces);
  const VersionPtr found = plane.store().find(namespaces.id, {"", std::string(namespace_)});
  if (!found) return not_found(namespaces.type, namespace_);
  if (!found->index.deleting) return std::nullopt;
  kube::Status status = forbidden(
      row.type, name,
      "unable to create new content in namespace " + std::string(namespace_) + " because it is being terminated");
  status.details.causes.push_back(
      {"NamespaceTerminating", "namespace " + std::string(namespace_) + " is being terminated", "metadata.namespace"});
  return status;
}

std::optional<kube::Status> refuse_namespace_deletion(const ResourceRow& row, std::string_view name) {
  if (row.type.kind != "Namespace") return std::nullopt;
  if (name != "default" && name != "kube-system" && name != "kube-public") return std::nullopt;
  return forbidden(row.type, name, "this namespace may not be deleted");
}

void set_default_ingress_class(const ControlPlane& plane, Json& ingress) {
  const Json& annotations = member(member(ingress, "metadata"), "annotations");
  if (annotations.contains("kubernetes.io/ingress.class") || member(ingress, "spec").contains("ingressClassName"))
    return;
  std::string chosen;
  std::string chosen_time;
  const ResourceRow& classes = plane.registry().row(kube::resources::kIngressClasses);
  plane.store().visit(classes.id, "", nullptr, [&](const VersionPtr& version) {
    const Json object = to_json(*version);
    const Json& metadata = member(object, "metadata");
    if (string_member(member(metadata, "annotations"), "ingressclass.kubernetes.io/is-default-class") != "true") {
      return true;
    }
    // Visited by name, and times of equal form compare as text.
    const std::string_view time = string_member(metadata, "creationTimestamp");
    if (chosen.empty() || time > chosen_time) {
      chosen = version->index.name.name;
      chosen_time = time;
    }
    return true;
  });
  if (!chosen.empty()) ingress["spec"]["ingressClassName"] = chosen;
}

}  // namespace gauntlet::fakeapiserver
