// The one deviation that is declared: endpoints may have loopback addresses, for the whole cluster lives there. This is
// the rule of a kube-apiserver, for servers that are told to hold to it (core/v1 EndpointAddress, discovery.k8s.io/v1
// Endpoint). Pure.
#pragma once

#include "fakeapiserver/rules/field_errors.hpp"
#include "foundation/kube/object.hpp"

namespace gauntlet::fakeapiserver {

// Of Endpoints and EndpointSlices; other kinds have none.
void refuse_loopback_endpoints(const kube::Json& object, FieldErrors& errors);

}  // namespace gauntlet::fakeapiserver
