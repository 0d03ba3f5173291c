#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

std::string_view core_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.api.core.v1
ObjectReference
  kind string =1
  namespace string =2
  name string =3
  uid string =4
  apiVersion string =5
  resourceVersion string =6
  fieldPath string =7
LocalObjectReference
  name string =1
TypedLocalObjectReference
  apiGroup string* =1
  kind string! =2
  name string! =3
Namespace
  metadata ObjectMeta =1
  spec NamespaceSpec =2
  status NamespaceStatus =3
NamespaceSpec
  finalizers []string =1
NamespaceStatus
  phase string =1
  conditions []NamespaceCondition =2 @type
NamespaceCondition
  type string! =1
  status string! =2
  lastTransitionTime time =4
  reason string =5
  message string =6
ConfigMap
  metadata ObjectMeta =1
  immutable bool* =4
  data {}string =2
  binaryData {}bytes =3
Secret
  metadata ObjectMeta =1
  immutable bool* =5
  data {}bytes =2
  stringData {}string =4
  type string =3
ServiceAccount
  metadata ObjectMeta =1
  secrets []ObjectReference =2 @name
  imagePullSecrets []LocalObjectReference =3
  automountServiceAccountToken bool* =4
Service
  metadata ObjectMeta =1
  spec ServiceSpec =2
  status ServiceStatus =3
ServiceSpec
  ports []ServicePort =1 @port
  selector {}string =2
  clusterIP string =3
  clusterIPs []string =18
  type string =4
  externalIPs []string =5
  sessionAffinity string =7
  loadBalancerIP string =8
  loadBalancerSourceRanges []string =9
  externalName string =10
  externalTrafficPolicy string =11
  healthCheckNodePort int =12
  publishNotReadyAddresses bool =13
  sessionAffinityConfig SessionAffinityConfig* =14
  ipFamilies []string =19
  ipFamilyPolicy string* =17
  allocateLoadBalancerNodePorts bool* =20
  loadBalancerClass string* =21
  internalTrafficPolicy string* =22
  trafficDistribution string* =23
SessionAffinityConfig
  clientIP ClientIPConfig* =1
ClientIPConfig
  timeoutSeconds int* =1
ServicePort
  name string =1
  protocol string =2
  appProtocol string* =6
  port int! =3
  targetPort intstr =4
  nodePort int =5
ServiceStatus
  loadBalancer LoadBalancerStatus =1
  conditions []Condition =2 @type
LoadBalancerStatus
  ingress []LoadBalancerIngress =1
LoadBalancerIngress
  ip string =1
  hostname string =2
  ipMode string* =3
  ports []PortStatus =4
PortStatus
  port int! =1
  protocol string! =2
  error string* =3
Endpoints
  metadata ObjectMeta =1
  subsets []EndpointSubset =2
EndpointSubset
  addresses []EndpointAddress =1
  notReadyAddresses []EndpointAddress =2
  ports []EndpointPort =3
EndpointAddress
  ip string! =1
  hostname string =3
  nodeName string* =4
  targetRef ObjectReference* =2
EndpointPort
  name string =1
  port int! =2
  protocol string =3
  appProtocol string* =4
Event
  metadata ObjectMeta =1
  involvedObject ObjectReference =2
  reason string =3
  message string =4
  source EventSource =5
  firstTimestamp time! =6
  lastTimestamp time! =7
  count int =8
  type string =9
  eventTime microtime! =10
  series EventSeries* =11
  action string =12
  related ObjectReference* =13
  reportingComponent string! =14
  reportingInstance string! =15
EventSource
  component string =1
  host string =2
EventSeries
  count int =1
  lastObservedTime microtime =2
)";
}

}  // namespace gauntlet::fakeapiserver
