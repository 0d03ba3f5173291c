#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

std::string_view networking_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.api.networking.v1
Ingress
  metadata ObjectMeta
  spec IngressSpec
  status IngressStatus
IngressSpec
  ingressClassName string*
  defaultBackend IngressBackend*
  tls []IngressTLS
  rules []IngressRule
IngressTLS
  hosts []string
  secretName string
IngressRule
  host string
  http HTTPIngressRuleValue*
HTTPIngressRuleValue
  paths []HTTPIngressPath!
HTTPIngressPath
  path string
  pathType string*
  backend IngressBackend
IngressBackend
  service IngressServiceBackend*
  resource TypedLocalObjectReference*
IngressServiceBackend
  name string!
  port ServiceBackendPort
ServiceBackendPort
  name string
  number int
IngressStatus
  loadBalancer IngressLoadBalancerStatus
IngressLoadBalancerStatus
  ingress []IngressLoadBalancerIngress
IngressLoadBalancerIngress
  ip string
  hostname string
  ports []IngressPortStatus
IngressPortStatus
  port int!
  protocol string!
  error string*
IngressClass
  metadata ObjectMeta
  spec IngressClassSpec
IngressClassSpec
  controller string
  parameters IngressClassParametersReference*
IngressClassParametersReference
  apiGroup string*
  kind string!
  name string!
  scope string*
  namespace string*
NetworkPolicy
  metadata ObjectMeta
  spec NetworkPolicySpec
NetworkPolicySpec
  podSelector LabelSelector
  ingress []NetworkPolicyIngressRule
  egress []NetworkPolicyEgressRule
  policyTypes []string
NetworkPolicyIngressRule
  ports []NetworkPolicyPort
  from []NetworkPolicyPeer
NetworkPolicyEgressRule
  ports []NetworkPolicyPort
  to []NetworkPolicyPeer
NetworkPolicyPort
  protocol string*
  port intstr*
  endPort int*
NetworkPolicyPeer
  podSelector LabelSelector*
  namespaceSelector LabelSelector*
  ipBlock IPBlock*
IPBlock
  cidr string!
  except []string

package io.k8s.api.discovery.v1
EndpointSlice
  metadata ObjectMeta
  addressType string!
  endpoints []Endpoint!
  ports []EndpointPort!
Endpoint
  addresses []string!
  conditions EndpointConditions
  hostname string*
  targetRef ObjectReference*
  deprecatedTopology {}string
  nodeName string*
  zone string*
  hints EndpointHints*
EndpointConditions
  ready bool*
  serving bool*
  terminating bool*
EndpointHints
  forZones []ForZone
  forNodes []ForNode
ForZone
  name string!
ForNode
  name string!
EndpointPort
  name string*
  protocol string*
  port int*
  appProtocol string*

package io.k8s.api.coordination.v1
Lease
  metadata ObjectMeta
  spec LeaseSpec
LeaseSpec
  holderIdentity string*
  leaseDurationSeconds int*
  acquireTime microtime*
  renewTime microtime*
  leaseTransitions int*
  strategy string*
  preferredHolder string*
)";
}

}  // namespace gauntlet::fakeapiserver
