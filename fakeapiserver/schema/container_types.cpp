#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

std::string_view container_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.api.core.v1
Container
  name string! =1
  image string =2
  command []string =3
  args []string =4
  workingDir string =5
  ports []ContainerPort =6 @containerPort
  envFrom []EnvFromSource =19
  env []EnvVar =7 @name
  resources ResourceRequirements =8
  resizePolicy []ContainerResizePolicy =23
  restartPolicy string* =24
  restartPolicyRules []ContainerRestartRule =25
  volumeMounts []VolumeMount =9 @mountPath
  volumeDevices []VolumeDevice =21 @devicePath
  livenessProbe Probe* =10
  readinessProbe Probe* =11
  startupProbe Probe* =22
  lifecycle Lifecycle* =12
  terminationMessagePath string =13
  terminationMessagePolicy string =20
  imagePullPolicy string =14
  securityContext SecurityContext* =15
  stdin bool =16
  stdinOnce bool =17
  tty bool =18
ContainerPort
  name string =1
  hostPort int =2
  containerPort int! =3
  protocol string =4
  hostIP string =5
EnvVar
  name string! =1
  value string =2
  valueFrom EnvVarSource* =3
ResourceRequirements
  limits {}quantity =1
  requests {}quantity =2
  claims []ResourceClaim =3
VolumeMount
  name string! =1
  readOnly bool =2
  recursiveReadOnly string* =7
  mountPath string! =3
  subPath string =4
  mountPropagation string* =5
  subPathExpr string =6
  bindMountOptions []string =8
VolumeDevice
  name string! =1
  devicePath string! =2
Probe
  exec ExecAction* =1.1
  httpGet HTTPGetAction* =1.2
  tcpSocket TCPSocketAction* =1.3
  grpc GRPCAction* =1.4
  initialDelaySeconds int =2
  timeoutSeconds int =3
  periodSeconds int =4
  successThreshold int =5
  failureThreshold int =6
  terminationGracePeriodSeconds long* =7
ExecAction
  command []string =1
HTTPGetAction
  path string =1
  port intstr! =2
  host string =3
  scheme string =4
  httpHeaders []HTTPHeader =5
  protocol string* =6
HTTPHeader
  name string! =1
  value string! =2
TCPSocketAction
  port intstr! =1
  host string =2
GRPCAction
  port int! =1
  service string* =2
  mode string* =3
SecurityContext
  capabilities Capabilities* =1
  privileged bool* =2
  seLinuxOptions SELinuxOptions* =3
  windowsOptions WindowsSecurityContextOptions* =10
  runAsUser long* =4
  runAsGroup long* =8
  runAsNonRoot bool* =5
  readOnlyRootFilesystem bool* =6
  allowPrivilegeEscalation bool* =7
  procMount string* =9
  seccompProfile SeccompProfile* =11
  appArmorProfile AppArmorProfile* =12
Capabilities
  add []string =1
  drop []string =2
ContainerStatus
  name string! =1
  state ContainerState =2
  lastState ContainerState =3
  ready bool! =4
  restartCount int! =5
  image string! =6
  imageID string! =7
  containerID string =8
  started bool* =9
  allocatedResources {}quantity =10
  resources ResourceRequirements* =11
  volumeMounts []VolumeMountStatus =12 @mountPath
  user ContainerUser* =13
  allocatedResourcesStatus []ResourceStatus =14 @name
  stopSignal string* =15
ObjectFieldSelector
  apiVersion string =1
  fieldPath string! =2
ResourceFieldSelector
  containerName string =1
  resource string! =2
  divisor quantity =3
EnvFromSource
  prefix string =1
  configMapRef ConfigMapEnvSource* =2
  secretRef SecretEnvSource* =3
ConfigMapEnvSource
  name string =1.1
  optional bool* =2
SecretEnvSource
  name string =1.1
  optional bool* =2
EnvVarSource
  fieldRef ObjectFieldSelector* =1
  resourceFieldRef ResourceFieldSelector* =2
  configMapKeyRef ConfigMapKeySelector* =3
  secretKeyRef SecretKeySelector* =4
  fileKeyRef FileKeySelector* =5
ConfigMapKeySelector
  name string =1.1
  key string! =2
  optional bool* =3
SecretKeySelector
  name string =1.1
  key string! =2
  optional bool* =3
FileKeySelector
  volumeName string! =1
  path string! =2
  key string! =3
  optional bool* =4
ResourceClaim
  name string! =1
  request string =2
ContainerResizePolicy
  resourceName string! =1
  restartPolicy string! =2
ContainerRestartRule
  action string =1
  exitCodes ContainerRestartRuleOnExitCodes* =2
ContainerRestartRuleOnExitCodes
  operator string =1
  values []int =2
Lifecycle
  postStart LifecycleHandler* =1
  preStop LifecycleHandler* =2
  stopSignal string* =3
LifecycleHandler
  exec ExecAction* =1
  httpGet HTTPGetAction* =2
  tcpSocket TCPSocketAction* =3
  sleep SleepAction* =4
SleepAction
  seconds long! =1
SELinuxOptions
  user string =1
  role string =2
  type string =3
  level string =4
WindowsSecurityContextOptions
  gmsaCredentialSpecName string* =1
  gmsaCredentialSpec string* =2
  runAsUserName string* =3
  hostProcess bool* =4
SeccompProfile
  type string! =1
  localhostProfile string* =2
AppArmorProfile
  type string! =1
  localhostProfile string* =2
EphemeralContainer
  name string! =1.1
  image string =1.2
  command []string =1.3
  args []string =1.4
  workingDir string =1.5
  ports []ContainerPort =1.6 @containerPort
  envFrom []EnvFromSource =1.19
  env []EnvVar =1.7 @name
  resources ResourceRequirements =1.8
  resizePolicy []ContainerResizePolicy =1.23
  restartPolicy string* =1.24
  restartPolicyRules []ContainerRestartRule =1.25
  volumeMounts []VolumeMount =1.9 @mountPath
  volumeDevices []VolumeDevice =1.21 @devicePath
  livenessProbe Probe* =1.10
  readinessProbe Probe* =1.11
  startupProbe Probe* =1.22
  lifecycle Lifecycle* =1.12
  terminationMessagePath string =1.13
  terminationMessagePolicy string =1.20
  imagePullPolicy string =1.14
  securityContext SecurityContext* =1.15
  stdin bool =1.16
  stdinOnce bool =1.17
  tty bool =1.18
  targetContainerName string =2
ContainerState
  waiting ContainerStateWaiting* =1
  running ContainerStateRunning* =2
  terminated ContainerStateTerminated* =3
ContainerStateWaiting
  reason string =1
  message string =2
ContainerStateRunning
  startedAt time =1
ContainerStateTerminated
  exitCode int! =1
  signal int =2
  reason string =3
  message string =4
  startedAt time =5
  finishedAt time =6
  containerID string =7
VolumeMountStatus
  name string! =1
  mountPath string! =2
  readOnly bool =3
  recursiveReadOnly string* =4
  volumeStatus VolumeStatus* =5
VolumeStatus
  image ImageVolumeStatus* =1
ImageVolumeStatus
  imageRef string =1
ContainerUser
  linux LinuxContainerUser* =1
LinuxContainerUser
  uid long! =1
  gid long! =2
  supplementalGroups []long =3
ResourceStatus
  name string! =1
  resources []ResourceHealth =2
ResourceHealth
  resourceID string! =1
  health string =2
  message string* =6
)";
}

}  // namespace gauntlet::fakeapiserver
