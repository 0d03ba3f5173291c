#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

std::string_view pod_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.api.core.v1
Pod
  metadata ObjectMeta =1
  spec PodSpec =2
  status PodStatus =3
PodTemplateSpec
  metadata ObjectMeta =1
  spec PodSpec =2
PodSpec
  volumes []Volume =1 @name +retainKeys
  initContainers []Container =20 @name
  containers []Container! =2 @name
  ephemeralContainers []EphemeralContainer =34 @name
  restartPolicy string =3
  terminationGracePeriodSeconds long* =4
  activeDeadlineSeconds long* =5
  dnsPolicy string =6
  nodeSelector {}string =7
  serviceAccountName string =8
  serviceAccount string =9
  automountServiceAccountToken bool* =21
  nodeName string =10
  hostNetwork bool =11
  hostPID bool =12
  hostIPC bool =13
  shareProcessNamespace bool* =27
  securityContext PodSecurityContext* =14
  imagePullSecrets []LocalObjectReference =15 @name
  hostname string =16
  subdomain string =17
  affinity Affinity* =18
  schedulerName string =19
  tolerations []Toleration =22
  hostAliases []HostAlias =23 @ip
  priorityClassName string =24
  priority int* =25
  dnsConfig PodDNSConfig* =26
  readinessGates []PodReadinessGate =28
  runtimeClassName string* =29
  enableServiceLinks bool* =30
  preemptionPolicy string* =31
  overhead {}quantity =32
  topologySpreadConstraints []TopologySpreadConstraint =33 @topologyKey
  setHostnameAsFQDN bool* =35
  os PodOS* =36
  hostUsers bool* =37
  hostnameOverride string* =41
  schedulingGroup PodSchedulingGroup* =43
  schedulingGates []PodSchedulingGate =38 @name
  resourceClaims []PodResourceClaim =39 @name +retainKeys
  resources ResourceRequirements* =40
  evictionResponders []EvictionResponder =44 @name
PodSecurityContext
  seLinuxOptions SELinuxOptions* =1
  windowsOptions WindowsSecurityContextOptions* =8
  runAsUser long* =2
  runAsGroup long* =6
  runAsNonRoot bool* =3
  supplementalGroups []long =4
  supplementalGroupsPolicy string* =12
  fsGroup long* =5
  sysctls []Sysctl =7
  fsGroupChangePolicy string* =9
  seccompProfile SeccompProfile* =10
  appArmorProfile AppArmorProfile* =11
  seLinuxChangePolicy string* =13
Toleration
  key string =1
  operator string =2
  value string =3
  effect string =4
  tolerationSeconds long* =5
HostAlias
  ip string! =1
  hostnames []string =2
PodReadinessGate
  conditionType string! =1
PodStatus
  allocatedResources {}quantity =19
  resources ResourceRequirements* =20
  nodeAllocatableResourceClaimStatuses []NodeAllocatableResourceClaimStatus =21 @resourceClaimName
  observedGeneration long =17
  phase string =1
  conditions []PodCondition =2 @type
  message string =3
  reason string =4
  nominatedNodeName string =11
  hostIP string =5
  hostIPs []HostIP =16 @ip
  podIP string =6
  podIPs []PodIP =12 @ip
  startTime time* =7
  initContainerStatuses []ContainerStatus =10
  containerStatuses []ContainerStatus =8
  qosClass string =9
  ephemeralContainerStatuses []ContainerStatus =13
  resize string =14
  resourceClaimStatuses []PodResourceClaimStatus =15 @name +retainKeys
  extendedResourceClaimStatus PodExtendedResourceClaimStatus* =18
  volumeHealth []PodVolumeHealth =22
PodCondition
  type string! =1
  observedGeneration long =7
  status string! =2
  lastProbeTime time =3
  lastTransitionTime time =4
  reason string =5
  message string =6
HostIP
  ip string! =1
PodIP
  ip string! =1
Sysctl
  name string! =1
  value string! =2
Affinity
  nodeAffinity NodeAffinity* =1
  podAffinity PodAffinity* =2
  podAntiAffinity PodAntiAffinity* =3
NodeAffinity
  requiredDuringSchedulingIgnoredDuringExecution NodeSelector* =1
  preferredDuringSchedulingIgnoredDuringExecution []PreferredSchedulingTerm =2
NodeSelector
  nodeSelectorTerms []NodeSelectorTerm! =1
NodeSelectorTerm
  matchExpressions []NodeSelectorRequirement =1
  matchFields []NodeSelectorRequirement =2
NodeSelectorRequirement
  key string! =1
  operator string! =2
  values []string =3
PreferredSchedulingTerm
  weight int! =1
  preference NodeSelectorTerm =2
PodAffinity
  requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm =1
  preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm =2
PodAffinityTerm
  labelSelector LabelSelector* =1
  namespaces []string =2
  topologyKey string! =3
  namespaceSelector LabelSelector* =4
  matchLabelKeys []string =5
  mismatchLabelKeys []string =6
WeightedPodAffinityTerm
  weight int! =1
  podAffinityTerm PodAffinityTerm =2
PodAntiAffinity
  requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm =1
  preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm =2
PodDNSConfig
  nameservers []string =1
  searches []string =2
  options []PodDNSConfigOption =3
PodDNSConfigOption
  name string =1
  value string* =2
TopologySpreadConstraint
  maxSkew int! =1
  topologyKey string! =2
  whenUnsatisfiable string! =3
  labelSelector LabelSelector* =4
  minDomains int* =5
  nodeAffinityPolicy string* =6
  nodeTaintsPolicy string* =7
  matchLabelKeys []string =8
PodOS
  name string! =1
PodSchedulingGate
  name string! =1
PodResourceClaim
  name string! =1
  resourceClaimName string* =3
  resourceClaimTemplateName string* =4
PodSchedulingGroup
  podGroupName string* =1
EvictionResponder
  name string! =1
  priority int* =2
PodResourceClaimStatus
  name string! =1
  resourceClaimName string* =2
PodExtendedResourceClaimStatus
  requestMappings []ContainerExtendedResourceRequest! =1
  resourceClaimName string! =2
ContainerExtendedResourceRequest
  containerName string! =1
  resourceName string! =2
  requestName string! =3
NodeAllocatableResourceClaimStatus
  resourceClaimName string! =1
  containers []string =2
  mapping []NodeAllocatableMappedResources =4 @name
  overhead []NodeAllocatableOverheadResources =5 @name
NodeAllocatableMappedResources
  name string! =1
  quantity quantity* =2
NodeAllocatableOverheadResources
  name string! =1
  perPod quantity* =2
  perContainer quantity* =3
PodVolumeHealth
  name string! =1
  healthConditions []VolumeHealthCondition =2 @status
  lastTransitionTime time =3
VolumeHealthCondition
  status string! =1
  reason string! =2
  message string =3
)";
}

}  // namespace gauntlet::fakeapiserver
