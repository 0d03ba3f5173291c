// Admission: what is decided about a write besides the object's own rules: NamespaceLifecycle and DefaultIngressClass.
// Pure apart from reading the store.
#pragma once

#include "fakeapiserver/control_plane.hpp"
#include "fakeapiserver/outcome.hpp"

#include <optional>

namespace gauntlet::fakeapiserver {

// Before something is created in `namespace_`: 404 where it is missing, 403 where it is on its way out.
std::optional<kube::Status> refuse_by_namespace(const ControlPlane& plane, const ResourceRow& row,
                                                std::string_view namespace_, std::string_view name);
// Before a Namespace is deleted: 403 for those that a cluster cannot do without.
std::optional<kube::Status> refuse_namespace_deletion(const ResourceRow& row, std::string_view name);

// At creation of an Ingress that names no class: the class annotated as default; of several the newest, of equally new
// ones the first by name (since Kubernetes 1.26).
void set_default_ingress_class(const ControlPlane& plane, kube::Json& ingress);

}  // namespace gauntlet::fakeapiserver
