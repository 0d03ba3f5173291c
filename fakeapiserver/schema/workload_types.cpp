#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

std::string_view workload_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.api.apps.v1
Deployment
  metadata ObjectMeta =1
  spec DeploymentSpec =2
  status DeploymentStatus =3
DeploymentSpec
  replicas int* =1
  selector LabelSelector* =2
  template PodTemplateSpec =3
  strategy DeploymentStrategy =4
  minReadySeconds int =5
  revisionHistoryLimit int* =6
  paused bool =7
  progressDeadlineSeconds int* =9
DeploymentStrategy
  type string =1
  rollingUpdate RollingUpdateDeployment* =2
RollingUpdateDeployment
  maxUnavailable intstr* =1
  maxSurge intstr* =2
DeploymentStatus
  observedGeneration long =1
  replicas int =2
  updatedReplicas int =3
  readyReplicas int =7
  availableReplicas int =4
  unavailableReplicas int =5
  terminatingReplicas int* =9
  conditions []DeploymentCondition =6 @type
  collisionCount int* =8
DeploymentCondition
  type string! =1
  status string! =2
  lastUpdateTime time =6
  lastTransitionTime time =7
  reason string =4
  message string =5
ReplicaSet
  metadata ObjectMeta =1
  spec ReplicaSetSpec =2
  status ReplicaSetStatus =3
ReplicaSetSpec
  replicas int* =1
  minReadySeconds int =4
  selector LabelSelector* =2
  template PodTemplateSpec =3
ReplicaSetStatus
  replicas int! =1
  fullyLabeledReplicas int =2
  readyReplicas int =4
  availableReplicas int =5
  terminatingReplicas int* =7
  observedGeneration long =3
  conditions []ReplicaSetCondition =6 @type
ReplicaSetCondition
  type string! =1
  status string! =2
  lastTransitionTime time =3
  reason string =4
  message string =5
DaemonSet
  metadata ObjectMeta =1
  spec DaemonSetSpec =2
  status DaemonSetStatus =3
DaemonSetSpec
  selector LabelSelector* =1
  template PodTemplateSpec =2
  updateStrategy DaemonSetUpdateStrategy =3
  minReadySeconds int =4
  revisionHistoryLimit int* =6
DaemonSetUpdateStrategy
  type string =1
  rollingUpdate RollingUpdateDaemonSet* =2
DaemonSetStatus
  currentNumberScheduled int! =1
  numberMisscheduled int! =2
  desiredNumberScheduled int! =3
  numberReady int! =4
  observedGeneration long =5
  updatedNumberScheduled int =6
  numberAvailable int =7
  numberUnavailable int =8
  collisionCount int* =9
  conditions []DaemonSetCondition =10 @type
DaemonSetCondition
  type string! =1
  status string! =2
  lastTransitionTime time =3
  reason string =4
  message string =5
RollingUpdateDaemonSet
  maxUnavailable intstr* =1
  maxSurge intstr* =2
)";
}

}  // namespace gauntlet::fakeapiserver
