// Validation of metadata, the same for every kind (apimachinery, ValidateObjectMeta and ValidateObjectMetaUpdate).
#pragma once

#include "fakeapiserver/rules/field_errors.hpp"
#include "fakeapiserver/rules/names.hpp"

namespace gauntlet::fakeapiserver {

void validate_metadata(const kube::Json& object, Complaints (*check_name)(std::string_view), FieldErrors& errors);
// A finalizer without a domain is one of Kubernetes. Not asked of custom kinds.
void validate_finalizers_of_kubernetes(const kube::Json& object, FieldErrors& errors);
// What a write may not change in a stored object.
void validate_metadata_update(const kube::Json& object, const kube::Json& old, FieldErrors& errors);

}  // namespace gauntlet::fakeapiserver
