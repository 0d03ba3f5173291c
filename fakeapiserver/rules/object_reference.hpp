// Validation that Ingress and IngressClass share: references to objects by kind and name (core/v1
// TypedLocalObjectReference).
#pragma once

#include "fakeapiserver/rules/field_errors.hpp"

namespace gauntlet::fakeapiserver {

void validate_typed_local_reference(const kube::Json& reference, const FieldPath& path, FieldErrors& errors);

}  // namespace gauntlet::fakeapiserver
