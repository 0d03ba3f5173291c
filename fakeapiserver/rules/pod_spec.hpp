// PodSpec (core/v1), in Pods and in the templates that make them: as much as the controllers of a test cluster and
// kubectl look at. Pure.
#pragma once

#include "fakeapiserver/rules/field_errors.hpp"
#include "foundation/kube/object.hpp"

namespace gauntlet::fakeapiserver {

void set_pod_spec_defaults(kube::Json& spec);
void validate_pod_spec(const kube::Json& spec, const FieldPath& path, FieldErrors& errors);

}  // namespace gauntlet::fakeapiserver
