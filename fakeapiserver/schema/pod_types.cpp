#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

// Volumes, affinity and resource claims are kept as they come ("any"): nothing here acts upon them.
std::string_view pod_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.api.core.v1
Pod
  metadata ObjectMeta
  spec PodSpec
  status PodStatus
PodTemplateSpec
  metadata ObjectMeta
  spec PodSpec
PodSpec
  volumes []any @name +retainKeys
  initContainers []Container @name
  containers []Container! @name
  ephemeralContainers []Container @name
  restartPolicy string
  terminationGracePeriodSeconds long*
  activeDeadlineSeconds long*
  dnsPolicy string
  nodeSelector {}string
  serviceAccountName string
  serviceAccount string
  automountServiceAccountToken bool*
  nodeName string
  hostNetwork bool
  hostPID bool
  hostIPC bool
  shareProcessNamespace bool*
  securityContext PodSecurityContext*
  imagePullSecrets []LocalObjectReference @name
  hostname string
  subdomain string
  affinity any
  schedulerName string
  tolerations []Toleration
  hostAliases []HostAlias @ip
  priorityClassName string
  priority int*
  dnsConfig any
  readinessGates []PodReadinessGate
  runtimeClassName string*
  enableServiceLinks bool*
  preemptionPolicy string*
  overhead {}quantity
  topologySpreadConstraints []any @topologyKey
  setHostnameAsFQDN bool*
  os any
  hostUsers bool*
  hostnameOverride string*
  schedulingGroup any
  schedulingGates []any @name
  resourceClaims []any @name +retainKeys
  resources ResourceRequirements*
PodSecurityContext
  seLinuxOptions any
  windowsOptions any
  runAsUser long*
  runAsGroup long*
  runAsNonRoot bool*
  supplementalGroups []long
  supplementalGroupsPolicy string*
  fsGroup long*
  sysctls []any
  fsGroupChangePolicy string*
  seccompProfile any
  appArmorProfile any
  seLinuxChangePolicy string*
Toleration
  key string
  operator string
  value string
  effect string
  tolerationSeconds long*
HostAlias
  ip string!
  hostnames []string
PodReadinessGate
  conditionType string!
Container
  name string!
  image string
  command []string
  args []string
  workingDir string
  ports []ContainerPort @containerPort
  envFrom []any
  env []EnvVar @name
  resources ResourceRequirements
  resizePolicy []any
  restartPolicy string*
  restartPolicyRules []any
  volumeMounts []VolumeMount @mountPath
  volumeDevices []VolumeDevice @devicePath
  livenessProbe Probe*
  readinessProbe Probe*
  startupProbe Probe*
  lifecycle any
  terminationMessagePath string
  terminationMessagePolicy string
  imagePullPolicy string
  securityContext SecurityContext*
  stdin bool
  stdinOnce bool
  tty bool
  targetContainerName string
ContainerPort
  name string
  hostPort int
  containerPort int!
  protocol string
  hostIP string
EnvVar
  name string!
  value string
  valueFrom any
ResourceRequirements
  limits {}quantity
  requests {}quantity
  claims []any
VolumeMount
  name string!
  readOnly bool
  recursiveReadOnly string*
  mountPath string!
  subPath string
  mountPropagation string*
  subPathExpr string
VolumeDevice
  name string!
  devicePath string!
Probe
  exec ExecAction*
  httpGet HTTPGetAction*
  tcpSocket TCPSocketAction*
  grpc GRPCAction*
  initialDelaySeconds int
  timeoutSeconds int
  periodSeconds int
  successThreshold int
  failureThreshold int
  terminationGracePeriodSeconds long*
ExecAction
  command []string
HTTPGetAction
  path string
  port intstr!
  host string
  scheme string
  httpHeaders []HTTPHeader
HTTPHeader
  name string!
  value string!
TCPSocketAction
  port intstr!
  host string
GRPCAction
  port int!
  service string*
SecurityContext
  capabilities Capabilities*
  privileged bool*
  seLinuxOptions any
  windowsOptions any
  runAsUser long*
  runAsGroup long*
  runAsNonRoot bool*
  readOnlyRootFilesystem bool*
  allowPrivilegeEscalation bool*
  procMount string*
  seccompProfile any
  appArmorProfile any
Capabilities
  add []string
  drop []string
PodStatus
  allocatedResources {}quantity
  resources ResourceRequirements*
  nodeAllocatableResourceClaimStatuses []any
  observedGeneration long
  phase string
  conditions []PodCondition @type
  message string
  reason string
  nominatedNodeName string
  hostIP string
  hostIPs []HostIP @ip
  podIP string
  podIPs []PodIP @ip
  startTime time*
  initContainerStatuses []ContainerStatus
  containerStatuses []ContainerStatus
  qosClass string
  ephemeralContainerStatuses []ContainerStatus
  resize string
  resourceClaimStatuses []any @name +retainKeys
  extendedResourceClaimStatus any
PodCondition
  type string!
  observedGeneration long
  status string!
  lastProbeTime time
  lastTransitionTime time
  reason string
  message string
HostIP
  ip string!
PodIP
  ip string!
ContainerStatus
  name string!
  state any
  lastState any
  ready bool!
  restartCount int!
  image string!
  imageID string!
  containerID string
  started bool*
  allocatedResources {}quantity
  resources any
  volumeMounts []any
  user any
  allocatedResourcesStatus []any
  stopSignal string*
)";
}

}  // namespace gauntlet::fakeapiserver
