#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

std::string_view meta_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.apimachinery.pkg.apis.meta.v1
ObjectMeta
  name string =1
  generateName string =2
  namespace string =3
  selfLink string =4
  uid string =5
  resourceVersion string =6
  generation long =7
  creationTimestamp time =8
  deletionTimestamp time* =9
  deletionGracePeriodSeconds long* =10
  labels {}string =11
  annotations {}string =12
  ownerReferences []OwnerReference =13 @uid
  finalizers []string =14 @
  managedFields []ManagedFieldsEntry! =17
OwnerReference
  apiVersion string! =5
  kind string! =1
  name string! =3
  uid string! =4
  controller bool* =6
  blockOwnerDeletion bool* =7
LabelSelector
  matchLabels {}string =1
  matchExpressions []LabelSelectorRequirement =2
LabelSelectorRequirement
  key string! =1
  operator string! =2
  values []string =3
Condition
  type string! =1
  status string! =2
  observedGeneration long =3
  lastTransitionTime time! =4
  reason string! =5
  message string! =6
ManagedFieldsEntry
  manager string =1
  operation string =2
  apiVersion string =3
  time time* =4
  fieldsType string =6
  fieldsV1 any* =7
  subresource string =8
FieldSelectorRequirement
  key string! =1
  operator string! =2
  values []string =3
DeleteOptions
  gracePeriodSeconds long* =1
  preconditions Preconditions* =2
  orphanDependents bool* =3
  propagationPolicy string* =4
  dryRun []string =5
  ignoreStoreReadErrorWithClusterBreakingPotential bool* =6
Preconditions
  uid string* =1
  resourceVersion string* =2
CreateOptions
  dryRun []string =1
  fieldManager string =3
  fieldValidation string =4
UpdateOptions
  dryRun []string =1
  fieldManager string =2
  fieldValidation string =3
PatchOptions
  dryRun []string =1
  force bool* =2
  fieldManager string =3
  fieldValidation string =4
Status
  metadata ListMeta =1
  status string =2
  message string =3
  reason string =4
  details StatusDetails* =5
  code int =6
ListMeta
  selfLink string =1
  resourceVersion string =2
  continue string =3
  remainingItemCount long* =4
  shardInfo ShardInfo* =5
ShardInfo
  selector string! =1
StatusDetails
  name string =1
  group string =2
  kind string =3
  uid string =6
  causes []StatusCause =4
  retryAfterSeconds int =5
StatusCause
  reason string =1
  message string =2
  field string =3
)";
}

}  // namespace gauntlet::fakeapiserver
