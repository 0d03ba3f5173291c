#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

// HorizontalPodAutoscalers are kept and never acted upon: as those of v2, and shown as those of v1, too. Scale is what
// the scale subresource takes.
std::string_view autoscaling_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.api.autoscaling.v2
HorizontalPodAutoscaler
  metadata ObjectMeta =1
  spec HorizontalPodAutoscalerSpec =2
  status HorizontalPodAutoscalerStatus =3
HorizontalPodAutoscalerSpec
  scaleTargetRef CrossVersionObjectReference =1
  minReplicas int* =2
  maxReplicas int! =3
  metrics []MetricSpec =4
  behavior HorizontalPodAutoscalerBehavior* =5
CrossVersionObjectReference
  kind string! =1
  name string! =2
  apiVersion string =3
MetricSpec
  type string! =1
  object ObjectMetricSource* =2
  pods PodsMetricSource* =3
  resource ResourceMetricSource* =4
  containerResource ContainerResourceMetricSource* =7
  external ExternalMetricSource* =5
ObjectMetricSource
  describedObject CrossVersionObjectReference =1
  target MetricTarget =2
  metric MetricIdentifier =3
MetricTarget
  type string! =1
  value quantity* =2
  averageValue quantity* =3
  averageUtilization int* =4
MetricIdentifier
  name string! =1
  selector LabelSelector* =2
PodsMetricSource
  metric MetricIdentifier =1
  target MetricTarget =2
ResourceMetricSource
  name string! =1
  target MetricTarget =2
ContainerResourceMetricSource
  name string! =1
  target MetricTarget =2
  container string! =3
ExternalMetricSource
  metric MetricIdentifier =1
  target MetricTarget =2
HorizontalPodAutoscalerBehavior
  scaleUp HPAScalingRules* =1
  scaleDown HPAScalingRules* =2
HPAScalingRules
  stabilizationWindowSeconds int* =3
  selectPolicy string* =1
  policies []HPAScalingPolicy =2
  tolerance quantity* =4
HPAScalingPolicy
  type string! =1
  value int! =2
  periodSeconds int! =3
HorizontalPodAutoscalerStatus
  observedGeneration long* =1
  lastScaleTime time* =2
  currentReplicas int =3
  desiredReplicas int! =4
  currentMetrics []MetricStatus! =5
  conditions []HorizontalPodAutoscalerCondition =6 @type
MetricStatus
  type string! =1
  object ObjectMetricStatus* =2
  pods PodsMetricStatus* =3
  resource ResourceMetricStatus* =4
  containerResource ContainerResourceMetricStatus* =7
  external ExternalMetricStatus* =5
ObjectMetricStatus
  metric MetricIdentifier =1
  current MetricValueStatus =2
  describedObject CrossVersionObjectReference =3
MetricValueStatus
  value quantity* =1
  averageValue quantity* =2
  averageUtilization int* =3
PodsMetricStatus
  metric MetricIdentifier =1
  current MetricValueStatus =2
ResourceMetricStatus
  name string! =1
  current MetricValueStatus =2
ContainerResourceMetricStatus
  name string! =1
  current MetricValueStatus =2
  container string! =3
ExternalMetricStatus
  metric MetricIdentifier =1
  current MetricValueStatus =2
HorizontalPodAutoscalerCondition
  type string! =1
  status string! =2
  lastTransitionTime time =3
  reason string =4
  message string =5
  observedGeneration long* =6

package io.k8s.api.autoscaling.v1
HorizontalPodAutoscaler
  metadata ObjectMeta =1
  spec HorizontalPodAutoscalerSpec =2
  status HorizontalPodAutoscalerStatus =3
HorizontalPodAutoscalerSpec
  scaleTargetRef CrossVersionObjectReference =1
  minReplicas int* =2
  maxReplicas int! =3
  targetCPUUtilizationPercentage int* =4
CrossVersionObjectReference
  kind string! =1
  name string! =2
  apiVersion string =3
HorizontalPodAutoscalerStatus
  observedGeneration long* =1
  lastScaleTime time* =2
  currentReplicas int! =3
  desiredReplicas int! =4
  currentCPUUtilizationPercentage int* =5
Scale
  metadata ObjectMeta =1
  spec ScaleSpec =2
  status ScaleStatus =3
ScaleSpec
  replicas int =1
ScaleStatus
  replicas int! =1
  selector string =2
)";
}

}  // namespace gauntlet::fakeapiserver
