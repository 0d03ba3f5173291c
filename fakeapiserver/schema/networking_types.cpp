#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

std::string_view networking_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.api.networking.v1
Ingress
  metadata ObjectMeta =1
  spec IngressSpec =2
  status IngressStatus =3
IngressSpec
  ingressClassName string* =4
  defaultBackend IngressBackend* =1
  tls []IngressTLS =2
  rules []IngressRule =3
IngressTLS
  hosts []string =1
  secretName string =2
IngressRule
  host string =1
  http HTTPIngressRuleValue* =2.1
HTTPIngressRuleValue
  paths []HTTPIngressPath! =1
HTTPIngressPath
  path string =1
  pathType string* =3
  backend IngressBackend =2
IngressBackend
  service IngressServiceBackend* =4
  resource TypedLocalObjectReference* =3
IngressServiceBackend
  name string! =1
  port ServiceBackendPort =2
ServiceBackendPort
  name string =1
  number int =2
IngressStatus
  loadBalancer IngressLoadBalancerStatus =1
IngressLoadBalancerStatus
  ingress []IngressLoadBalancerIngress =1
IngressLoadBalancerIngress
  ip string =1
  hostname string =2
  ports []IngressPortStatus =4
IngressPortStatus
  port int! =1
  protocol string! =2
  error string* =3
IngressClass
  metadata ObjectMeta =1
  spec IngressClassSpec =2
IngressClassSpec
  controller string =1
  parameters IngressClassParametersReference* =2
IngressClassParametersReference
  apiGroup string* =1
  kind string! =2
  name string! =3
  scope string* =4
  namespace string* =5
NetworkPolicy
  metadata ObjectMeta =1
  spec NetworkPolicySpec =2
NetworkPolicySpec
  podSelector LabelSelector =1
  ingress []NetworkPolicyIngressRule =2
  egress []NetworkPolicyEgressRule =3
  policyTypes []string =4
NetworkPolicyIngressRule
  ports []NetworkPolicyPort =1
  from []NetworkPolicyPeer =2
NetworkPolicyEgressRule
  ports []NetworkPolicyPort =1
  to []NetworkPolicyPeer =2
NetworkPolicyPort
  protocol string* =1
  port intstr* =2
  endPort int* =3
NetworkPolicyPeer
  podSelector LabelSelector* =1
  namespaceSelector LabelSelector* =2
  ipBlock IPBlock* =3
IPBlock
  cidr string! =1
  except []string =2

package io.k8s.api.discovery.v1
EndpointSlice
  metadata ObjectMeta =1
  addressType string! =4
  endpoints []Endpoint! =2
  ports []EndpointPort! =3
Endpoint
  addresses []string! =1
  conditions EndpointConditions =2
  hostname string* =3
  targetRef ObjectReference* =4
  deprecatedTopology {}string =5
  nodeName string* =6
  zone string* =7
  hints EndpointHints* =8
EndpointConditions
  ready bool* =1
  serving bool* =2
  terminating bool* =3
EndpointHints
  forZones []ForZone =1
  forNodes []ForNode =2
ForZone
  name string! =1
ForNode
  name string! =1
EndpointPort
  name string* =1
  protocol string* =2
  port int* =3
  appProtocol string* =4

package io.k8s.api.coordination.v1
Lease
  metadata ObjectMeta =1
  spec LeaseSpec =2
LeaseSpec
  holderIdentity string* =1
  leaseDurationSeconds int* =2
  acquireTime microtime* =3
  renewTime microtime* =4
  leaseTransitions int* =5
  strategy string* =6
  preferredHolder string* =7
)";
}

}  // namespace gauntlet::fakeapiserver
