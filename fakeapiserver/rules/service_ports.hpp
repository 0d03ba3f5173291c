// The ports of a Service (core/v1 ServicePort). Pure.
#pragma once

#include "fakeapiserver/rules/field_errors.hpp"
#include "foundation/kube/object.hpp"

namespace gauntlet::fakeapiserver {

// Each port by itself, and that no name comes twice.
void validate_service_ports(const kube::Json& spec, FieldErrors& errors);
// That no number comes twice, neither of ports nor of node ports.
void validate_port_numbers(const kube::Json& spec, FieldErrors& errors);

}  // namespace gauntlet::fakeapiserver
