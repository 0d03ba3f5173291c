// The two forms of a HorizontalPodAutoscaler: autoscaling/v2 stores it, autoscaling/v1 shows the same with one metric,
// the use of processors. Pure.
#pragma once

#include "foundation/kube/object.hpp"

namespace gauntlet::fakeapiserver {

// Between the form of autoscaling/v1 and that of v2, in place; kind and apiVersion are not touched. What v1 has no
// fields for travels in annotations, under the names that Kubernetes uses and in the form of v2.
void to_autoscaler_v2(kube::Json& autoscaler);
void from_autoscaler_v2(kube::Json& autoscaler);

}  // namespace gauntlet::fakeapiserver
