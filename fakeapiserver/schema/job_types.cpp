#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

// Jobs are kept and never acted upon. A Job's scheduling names types of another group.
std::string_view job_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.api.batch.v1
Job
  metadata ObjectMeta =1
  spec JobSpec =2
  status JobStatus =3
JobSpec
  parallelism int* =1
  completions int* =2
  activeDeadlineSeconds long* =3
  podFailurePolicy PodFailurePolicy* =11
  successPolicy SuccessPolicy* =16
  backoffLimit int* =7
  backoffLimitPerIndex int* =12
  maxFailedIndexes int* =13
  selector LabelSelector* =4
  manualSelector bool* =5
  template PodTemplateSpec =6
  ttlSecondsAfterFinished int* =8
  completionMode string* =9
  suspend bool* =10
  podReplacementPolicy string* =14
  managedBy string* =15
  scheduling JobSchedulingConfiguration* =17
PodFailurePolicy
  rules []PodFailurePolicyRule! =1
PodFailurePolicyRule
  action string! =1
  onExitCodes PodFailurePolicyOnExitCodesRequirement* =2
  onPodConditions []PodFailurePolicyOnPodConditionsPattern =3
PodFailurePolicyOnExitCodesRequirement
  containerName string* =1
  operator string! =2
  values []int! =3
PodFailurePolicyOnPodConditionsPattern
  type string! =1
  status string! =2
SuccessPolicy
  rules []SuccessPolicyRule! =1
SuccessPolicyRule
  succeededIndexes string* =1
  succeededCount int* =2
JobSchedulingConfiguration
  schedulingPolicy WorkloadPodGroupSchedulingPolicy* =1
  schedulingConstraints WorkloadPodGroupSchedulingConstraints* =2
  disruptionMode WorkloadPodGroupDisruptionMode* =3
  resourceClaims []WorkloadPodGroupResourceClaim =4 @name
JobStatus
  conditions []JobCondition =1 @type
  startTime time* =2
  completionTime time* =3
  active int =4
  succeeded int =5
  failed int =6
  terminating int* =11
  completedIndexes string =7
  failedIndexes string* =10
  uncountedTerminatedPods UncountedTerminatedPods* =8
  ready int* =9
JobCondition
  type string! =1
  status string! =2
  lastProbeTime time =3
  lastTransitionTime time =4
  reason string =5
  message string =6
UncountedTerminatedPods
  succeeded []string =1
  failed []string =2

package io.k8s.api.scheduling.v1alpha3
WorkloadPodGroupSchedulingPolicy
  basic WorkloadPodGroupBasicSchedulingPolicy* =1
  gang WorkloadPodGroupGangSchedulingPolicy* =2
WorkloadPodGroupBasicSchedulingPolicy
WorkloadPodGroupGangSchedulingPolicy
  minCount int* =1
WorkloadPodGroupSchedulingConstraints
  topology []TopologyConstraint =1
TopologyConstraint
  key string! =1
WorkloadPodGroupDisruptionMode
  single WorkloadPodGroupSingleDisruptionMode* =1
  all WorkloadPodGroupAllDisruptionMode* =2
WorkloadPodGroupSingleDisruptionMode
WorkloadPodGroupAllDisruptionMode
WorkloadPodGroupResourceClaim
  name string! =1
  resourceClaimName string* =2
  resourceClaimTemplateName string* =3
)";
}

}  // namespace gauntlet::fakeapiserver
