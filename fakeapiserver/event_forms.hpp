// The two forms of an Event: core/v1 stores it, events.k8s.io/v1 shows the same under other names. Pure.
#pragma once

#include "foundation/kube/object.hpp"

namespace gauntlet::fakeapiserver {

// Between the form of events.k8s.io/v1 and that of core/v1, in place; kind and apiVersion are not touched.
void to_core_event(kube::Json& event);
void from_core_event(kube::Json& event);

}  // namespace gauntlet::fakeapiserver
