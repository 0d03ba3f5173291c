// Containers of Pods (core/v1 Container). Pure.
#pragma once

#include "fakeapiserver/rules/field_errors.hpp"
#include "foundation/kube/object.hpp"

namespace gauntlet::fakeapiserver {

void set_container_defaults(kube::Json& container);
// `spec.containers` and `spec.initContainers`, below `path`.
void validate_containers(const kube::Json& spec, const FieldPath& path, FieldErrors& errors);

}  // namespace gauntlet::fakeapiserver
