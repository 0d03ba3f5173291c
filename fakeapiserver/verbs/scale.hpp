// The scale subresource of what makes pods: replicas as autoscaling/v1 Scale, for kubectl scale.
#pragma once

#include "fakeapiserver/verbs/call.hpp"

namespace gauntlet::fakeapiserver {

// GET, PUT and PATCH of .../scale.
Answer scale(ControlPlane& plane, const Call& call);

}  // namespace gauntlet::fakeapiserver
