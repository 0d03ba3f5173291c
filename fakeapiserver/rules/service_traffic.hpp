// How traffic comes to a Service: who may send it, and to which endpoints it goes (core/v1 ServiceSpec). Pure.
#pragma once

#include "fakeapiserver/rules/field_errors.hpp"
#include "foundation/kube/object.hpp"

namespace gauntlet::fakeapiserver {

bool is_reached_from_outside(const kube::Json& spec);
// A load balancer that sends to nodes with endpoints only asks them on a port of its own.
bool needs_health_check(const kube::Json& spec);

void validate_source_ranges(const kube::Json& spec, FieldErrors& errors);
void validate_traffic_policies(const kube::Json& spec, FieldErrors& errors);

}  // namespace gauntlet::fakeapiserver
