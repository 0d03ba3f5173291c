#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

// Kinds that are kept and never acted upon, so that the manifests of controllers can be applied; and Events as their
// own group shows them.
std::string_view inert_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.api.rbac.v1
Role
  metadata ObjectMeta =1
  rules []PolicyRule! =2
ClusterRole
  metadata ObjectMeta =1
  rules []PolicyRule! =2
  aggregationRule AggregationRule* =3
PolicyRule
  verbs []string! =1
  apiGroups []string =2
  resources []string =3
  resourceNames []string =4
  nonResourceURLs []string =5
RoleBinding
  metadata ObjectMeta =1
  subjects []Subject =2
  roleRef RoleRef =3
ClusterRoleBinding
  metadata ObjectMeta =1
  subjects []Subject =2
  roleRef RoleRef =3
Subject
  kind string! =1
  apiGroup string =2
  name string! =3
  namespace string =4
RoleRef
  apiGroup string! =1
  kind string! =2
  name string! =3
AggregationRule
  clusterRoleSelectors []LabelSelector =1

package io.k8s.api.core.v1
ResourceQuota
  metadata ObjectMeta =1
  spec ResourceQuotaSpec =2
  status ResourceQuotaStatus =3
ResourceQuotaSpec
  hard {}quantity =1
  scopes []string =2
  scopeSelector ScopeSelector* =3
ScopeSelector
  matchExpressions []ScopedResourceSelectorRequirement =1
ScopedResourceSelectorRequirement
  scopeName string! =1
  operator string! =2
  values []string =3
ResourceQuotaStatus
  hard {}quantity =1
  used {}quantity =2
LimitRange
  metadata ObjectMeta =1
  spec LimitRangeSpec =2
LimitRangeSpec
  limits []LimitRangeItem! =1
LimitRangeItem
  type string! =1
  max {}quantity =2
  min {}quantity =3
  default {}quantity =4
  defaultRequest {}quantity =5
  maxLimitRequestRatio {}quantity =6

package io.k8s.api.policy.v1
PodDisruptionBudget
  metadata ObjectMeta =1
  spec PodDisruptionBudgetSpec =2
  status PodDisruptionBudgetStatus =3
PodDisruptionBudgetSpec
  minAvailable intstr* =1
  selector LabelSelector* =2
  maxUnavailable intstr* =3
  unhealthyPodEvictionPolicy string* =4
PodDisruptionBudgetStatus
  observedGeneration long =1
  disruptedPods {}time =2
  disruptionsAllowed int! =3
  currentHealthy int! =4
  desiredHealthy int! =5
  expectedPods int! =6
  conditions []Condition =7 @type
Eviction
  metadata ObjectMeta =1
  deleteOptions DeleteOptions* =2

package io.k8s.api.events.v1
Event
  metadata ObjectMeta =1
  eventTime microtime! =2
  series EventSeries* =3
  reportingController string =4
  reportingInstance string =5
  action string =6
  reason string =7
  regarding ObjectReference =8
  related ObjectReference* =9
  note string =10
  type string =11
  deprecatedSource EventSource =12
  deprecatedFirstTimestamp time =13
  deprecatedLastTimestamp time =14
  deprecatedCount int =15
EventSeries
  count int! =1
  lastObservedTime microtime! =2
)";
}

}  // namespace gauntlet::fakeapiserver
