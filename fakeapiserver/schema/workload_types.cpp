#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

std::string_view workload_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.api.apps.v1
Deployment
  metadata ObjectMeta
  spec DeploymentSpec
  status DeploymentStatus
DeploymentSpec
  replicas int*
  selector LabelSelector*
  template PodTemplateSpec
  strategy DeploymentStrategy
  minReadySeconds int
  revisionHistoryLimit int*
  paused bool
  progressDeadlineSeconds int*
DeploymentStrategy
  type string
  rollingUpdate RollingUpdateDeployment*
RollingUpdateDeployment
  maxUnavailable intstr*
  maxSurge intstr*
DeploymentStatus
  observedGeneration long
  replicas int
  updatedReplicas int
  readyReplicas int
  availableReplicas int
  unavailableReplicas int
  terminatingReplicas int*
  conditions []DeploymentCondition @type
  collisionCount int*
DeploymentCondition
  type string!
  status string!
  lastUpdateTime time
  lastTransitionTime time
  reason string
  message string
ReplicaSet
  metadata ObjectMeta
  spec ReplicaSetSpec
  status ReplicaSetStatus
ReplicaSetSpec
  replicas int*
  minReadySeconds int
  selector LabelSelector*
  template PodTemplateSpec
ReplicaSetStatus
  replicas int!
  fullyLabeledReplicas int
  readyReplicas int
  availableReplicas int
  terminatingReplicas int*
  observedGeneration long
  conditions []ReplicaSetCondition @type
ReplicaSetCondition
  type string!
  status string!
  lastTransitionTime time
  reason string
  message string
DaemonSet
  metadata ObjectMeta
  spec DaemonSetSpec
  status DaemonSetStatus
DaemonSetSpec
  selector LabelSelector*
  template PodTemplateSpec
  updateStrategy DaemonSetUpdateStrategy
  minReadySeconds int
  revisionHistoryLimit int*
DaemonSetUpdateStrategy
  type string
  rollingUpdate any
DaemonSetStatus
  currentNumberScheduled int!
  numberMisscheduled int!
  desiredNumberScheduled int!
  numberReady int!
  observedGeneration long
  updatedNumberScheduled int
  numberAvailable int
  numberUnavailable int
  collisionCount int*
  conditions []DaemonSetCondition @type
DaemonSetCondition
  type string!
  status string!
  lastTransitionTime time
  reason string
  message string
)";
}

}  // namespace gauntlet::fakeapiserver
