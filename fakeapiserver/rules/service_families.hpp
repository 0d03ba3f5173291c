// What the addresses of a Service and their families say to each other (core/v1 ServiceSpec). Pure.
#pragma once

#include "fakeapiserver/rules/field_errors.hpp"
#include "foundation/kube/object.hpp"

namespace gauntlet::fakeapiserver {

// Looked at before addresses are given, and again when the Service is validated. Nothing for an ExternalName.
void validate_service_families(const kube::Json& spec, FieldErrors& errors);

}  // namespace gauntlet::fakeapiserver
