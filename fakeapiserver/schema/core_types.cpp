#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

std::string_view core_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.api.core.v1
ObjectReference
  kind string
  namespace string
  name string
  uid string
  apiVersion string
  resourceVersion string
  fieldPath string
LocalObjectReference
  name string
TypedLocalObjectReference
  apiGroup string*
  kind string!
  name string!
Namespace
  metadata ObjectMeta
  spec NamespaceSpec
  status NamespaceStatus
NamespaceSpec
  finalizers []string
NamespaceStatus
  phase string
  conditions []NamespaceCondition @type
NamespaceCondition
  type string!
  status string!
  lastTransitionTime time
  reason string
  message string
ConfigMap
  metadata ObjectMeta
  immutable bool*
  data {}string
  binaryData {}bytes
Secret
  metadata ObjectMeta
  immutable bool*
  data {}bytes
  stringData {}string
  type string
ServiceAccount
  metadata ObjectMeta
  secrets []ObjectReference @name
  imagePullSecrets []LocalObjectReference
  automountServiceAccountToken bool*
Service
  metadata ObjectMeta
  spec ServiceSpec
  status ServiceStatus
ServiceSpec
  ports []ServicePort @port
  selector {}string
  clusterIP string
  clusterIPs []string
  type string
  externalIPs []string
  sessionAffinity string
  loadBalancerIP string
  loadBalancerSourceRanges []string
  externalName string
  externalTrafficPolicy string
  healthCheckNodePort int
  publishNotReadyAddresses bool
  sessionAffinityConfig SessionAffinityConfig*
  ipFamilies []string
  ipFamilyPolicy string*
  allocateLoadBalancerNodePorts bool*
  loadBalancerClass string*
  internalTrafficPolicy string*
  trafficDistribution string*
SessionAffinityConfig
  clientIP ClientIPConfig*
ClientIPConfig
  timeoutSeconds int*
ServicePort
  name string
  protocol string
  appProtocol string*
  port int!
  targetPort intstr
  nodePort int
ServiceStatus
  loadBalancer LoadBalancerStatus
  conditions []Condition @type
LoadBalancerStatus
  ingress []LoadBalancerIngress
LoadBalancerIngress
  ip string
  hostname string
  ipMode string*
  ports []PortStatus
PortStatus
  port int!
  protocol string!
  error string*
Endpoints
  metadata ObjectMeta
  subsets []EndpointSubset
EndpointSubset
  addresses []EndpointAddress
  notReadyAddresses []EndpointAddress
  ports []EndpointPort
EndpointAddress
  ip string!
  hostname string
  nodeName string*
  targetRef ObjectReference*
EndpointPort
  name string
  port int!
  protocol string
  appProtocol string*
Event
  metadata ObjectMeta
  involvedObject ObjectReference
  reason string
  message string
  source EventSource
  firstTimestamp time!
  lastTimestamp time!
  count int
  type string
  eventTime microtime!
  series EventSeries*
  action string
  related ObjectReference*
  reportingComponent string!
  reportingInstance string!
EventSource
  component string
  host string
EventSeries
  count int
  lastObservedTime microtime
Node
  metadata ObjectMeta
  spec NodeSpec
  status NodeStatus
NodeSpec
  podCIDR string
  podCIDRs []string @
  externalID string
  providerID string
  unschedulable bool
  taints []Taint
  configSource any
Taint
  key string!
  value string
  effect string!
  timeAdded time
NodeStatus
  capacity {}quantity
  allocatable {}quantity
  phase string
  conditions []NodeCondition @type
  addresses []NodeAddress @type
  daemonEndpoints NodeDaemonEndpoints
  nodeInfo any
  images []any
  volumesInUse []string
  volumesAttached []any
  config any
  runtimeHandlers []any
  features any
  declaredFeatures []string
NodeDaemonEndpoints
  kubeletEndpoint any
NodeCondition
  type string!
  status string!
  lastHeartbeatTime time
  lastTransitionTime time
  reason string
  message string
NodeAddress
  type string!
  address string!
)";
}

}  // namespace gauntlet::fakeapiserver
