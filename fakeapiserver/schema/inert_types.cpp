#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

// Kinds that are kept and never acted upon, so that the manifests of controllers can be applied; definitions of custom
// kinds; and Events as their own group shows them.
std::string_view inert_types() {
  return R"(
package io.k8s.api.rbac.v1
Role
  metadata ObjectMeta
  rules []PolicyRule!
ClusterRole
  metadata ObjectMeta
  rules []PolicyRule!
  aggregationRule any
PolicyRule
  verbs []string!
  apiGroups []string
  resources []string
  resourceNames []string
  nonResourceURLs []string
RoleBinding
  metadata ObjectMeta
  subjects []Subject
  roleRef RoleRef
ClusterRoleBinding
  metadata ObjectMeta
  subjects []Subject
  roleRef RoleRef
Subject
  kind string!
  apiGroup string
  name string!
  namespace string
RoleRef
  apiGroup string!
  kind string!
  name string!

package io.k8s.api.policy.v1
PodDisruptionBudget
  metadata ObjectMeta
  spec any
  status any

package io.k8s.api.batch.v1
Job
  metadata ObjectMeta
  spec any
  status any

package io.k8s.api.autoscaling.v2
HorizontalPodAutoscaler
  metadata ObjectMeta
  spec any
  status any

package io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1
CustomResourceDefinition
  metadata ObjectMeta
  spec CustomResourceDefinitionSpec
  status any
CustomResourceDefinitionSpec
  group string!
  names any
  scope string!
  versions []any!
  conversion any
  preserveUnknownFields bool

package io.k8s.api.events.v1
Event
  metadata ObjectMeta
  eventTime microtime!
  series EventSeries*
  reportingController string
  reportingInstance string
  action string
  reason string
  regarding ObjectReference
  related ObjectReference*
  note string
  type string
  deprecatedSource EventSource
  deprecatedFirstTimestamp time
  deprecatedLastTimestamp time
  deprecatedCount int
)";
}

}  // namespace gauntlet::fakeapiserver
