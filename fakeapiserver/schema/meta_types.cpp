#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

std::string_view meta_types() {
  return R"(
package io.k8s.apimachinery.pkg.apis.meta.v1
ObjectMeta
  name string
  generateName string
  namespace string
  selfLink string
  uid string
  resourceVersion string
  generation long
  creationTimestamp time
  deletionTimestamp time*
  deletionGracePeriodSeconds long*
  labels {}string
  annotations {}string
  ownerReferences []OwnerReference @uid
  finalizers []string @
  managedFields []any!
OwnerReference
  apiVersion string!
  kind string!
  name string!
  uid string!
  controller bool*
  blockOwnerDeletion bool*
LabelSelector
  matchLabels {}string
  matchExpressions []LabelSelectorRequirement
LabelSelectorRequirement
  key string!
  operator string!
  values []string
Condition
  type string!
  status string!
  observedGeneration long
  lastTransitionTime time!
  reason string!
  message string!
)";
}

}  // namespace gauntlet::fakeapiserver
