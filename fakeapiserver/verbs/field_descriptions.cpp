#include "fakeapiserver/verbs/field_descriptions.hpp"

#include "foundation/base/text.hpp"

#include <map>
#include <string>

namespace gauntlet::fakeapiserver {
namespace {

using Descriptions = std::map<std::string, std::string_view, std::less<>>;

std::string key_of(std::string_view type, std::string_view field) {
  return std::string(type) + "/" + std::string(field);
}

Descriptions read_table() {
  Descriptions all;
  std::string package;
  std::string type;
  for (std::string_view line : base::split(description_table(), '\n')) {
    const bool is_field = line.starts_with("  ");
    line = base::trim(line);
    const auto name_end = line.find(' ');
    if (name_end == std::string_view::npos) continue;
    const std::string_view name = line.substr(0, name_end);
    const std::string_view text = line.substr(name_end + 1);
    if (is_field) {
      all.emplace(key_of(type, name), text);
    } else if (name == "package") {
      package = text;
    } else {
      type = package + "." + std::string(name);
      all.emplace(key_of(type, ""), text);
    }
  }
  return all;
}

}  // namespace

std::string_view find_description(std::string_view type, std::string_view field) {
  static const Descriptions all = read_table();
  const auto found = all.find(key_of(type, field));
  return found == all.end() ? std::string_view() : found->second;
}

std::string_view description_table() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.apimachinery.pkg.apis.meta.v1
ObjectMeta What every object has: its name, where it lives, and what the server keeps about it.
  name Unique among the objects of this kind in the namespace; cannot be changed.
  generateName Begins a name that the server completes, where no name is given.
  namespace The namespace of the object; empty for kinds that belong to the whole cluster.
  uid Tells this object from all others, also from later ones of the same name. Set by the server.
  resourceVersion Changes with every write; send it back to write only if nobody else did. Opaque.
  generation Counts the changes of what is wanted. Set by the server.
  creationTimestamp When the object was made. Set by the server.
  deletionTimestamp When the object was asked to go; there while finalizers hold it.
  labels Key and value pairs by which objects are selected.
  annotations Key and value pairs for programs and people, not selectable.
  ownerReferences Objects that this one goes with when the last of them is deleted.
  finalizers Who still has something to do before the object may go.
  managedFields Who wrote which fields; kept by the server.

package io.k8s.api.networking.v1
Ingress Leads HTTP requests from outside to Services, by host and path.
  metadata Name, namespace, labels and the like.
  spec What is wanted.
  status Where the controller has made it available.
IngressSpec Which requests go where, and which certificates are shown.
  ingressClassName Name of the IngressClass, and with it of the controller, that serves this Ingress.
  defaultBackend Takes what no rule matches. Needed where there are no rules.
  tls Certificates for hosts. The controller chooses one by the server name that the client sends (SNI).
  rules Backends by host and path; the order does not matter.
IngressTLS A certificate and the hosts that it is for.
  hosts Names that the certificate should hold.
  secretName A Secret of type kubernetes.io/tls in the same namespace.
IngressRule The paths of one host.
  host A full name, or a wildcard for exactly one leading label as in *.example.com; empty: every host. No address, no port.
  http What to do with requests for the host.
HTTPIngressRuleValue Paths and their backends.
  paths At least one.
HTTPIngressPath A path and the backend that serves it.
  path Begins with a slash; required for Exact and Prefix.
  pathType Exact: the whole path. Prefix: whole elements of it. ImplementationSpecific: as the controller likes.
  backend Where matching requests go.
IngressBackend Either a Service or another object that the controller knows.
  service A Service in the namespace of the Ingress.
  resource An object in the namespace of the Ingress; not together with service.
IngressServiceBackend A Service and one of its ports.
  name Of the Service.
  port Of the Service, by name or by number.
ServiceBackendPort Exactly one of name and number.
  name Of the port.
  number Of the port.
IngressStatus What the controller reports.
  loadBalancer Where clients reach the Ingress.
IngressLoadBalancerStatus The addresses of a load balancer.
  ingress One entry per address.
IngressLoadBalancerIngress One address, by number or name.
  ip An IP address.
  hostname A DNS name.
  ports What is known about single ports.
IngressClass Names a controller for Ingresses, and perhaps its parameters.
  metadata Name, labels and the like. The annotation ingressclass.kubernetes.io/is-default-class makes it the default.
  spec What is wanted.
IngressClassSpec Who serves the class, and how.
  controller The controller, as a domain with a path; cannot be changed.
  parameters An object with further settings of the controller.
IngressClassParametersReference Where the parameters are.
  apiGroup Of the object; empty: the core group.
  kind Of the object.
  name Of the object.
  scope Cluster or Namespace.
  namespace Of the object; only with scope Namespace.

package io.k8s.api.discovery.v1
EndpointSlice Addresses behind a Service, or a part of them.
  metadata Name, namespace and labels; kubernetes.io/service-name says of which Service.
  addressType IPv4, IPv6 or FQDN; all addresses are of that type. Cannot be changed.
  endpoints At most a thousand.
  ports The ports of every endpoint; none: nothing can be reached.
Endpoint One thing that serves, usually a pod.
  addresses Its addresses; clients use the first.
  conditions Whether it takes requests.
  hostname Its name within the Service.
  targetRef The object behind it.
  nodeName The node that it runs on.
  zone The zone that it runs in.
  hints For whom it is meant best.
EndpointConditions Each may be missing, which is read as ready and serving, and not terminating.
  ready Takes new requests.
  serving Could take requests, whether or not it is on its way out.
  terminating Is on its way out.
EndpointPort One port of the endpoints.
  name As the port of the Service is called; empty for its only one.
  protocol TCP, UDP or SCTP.
  port The number at the endpoint, which may differ from that of the Service.
  appProtocol What is spoken there, for example kubernetes.io/h2c.

package io.k8s.api.core.v1
Service A name and an address for a changing set of pods.
  metadata Name, namespace, labels and the like.
  spec What is wanted.
  status What a load balancer reports.
ServiceSpec Which pods, and how they are reached.
  ports What the Service listens on.
  selector Labels of the pods behind it; none: somebody else makes the EndpointSlices.
  clusterIP Its address in the cluster, given by the server; None: the pods are found by DNS. Cannot be changed.
  clusterIPs The same as a list, one per address family.
  type ClusterIP, NodePort, LoadBalancer or ExternalName.
  externalName The DNS name that this one stands for; only with type ExternalName.
  externalTrafficPolicy Cluster: every node takes requests from outside. Local: only nodes with a pod, which see the client's address.
  internalTrafficPolicy The same for requests from inside.
  sessionAffinity ClientIP keeps a client at one pod; None does not.
  publishNotReadyAddresses Counts pods as ready that are not.
  loadBalancerClass Who makes the load balancer; only with type LoadBalancer.
  healthCheckNodePort Where a load balancer asks a node whether it has a pod.
  ipFamilyPolicy One address family or two.
  ipFamilies IPv4, IPv6 or both.
ServicePort One port of a Service.
  name Needed where there are several.
  protocol TCP, UDP or SCTP; TCP where nothing is said.
  port What clients of the Service use.
  targetPort The port of the pods, by number or by the name that the container gives it; the same as port where nothing is said.
  nodePort On every node, for types NodePort and LoadBalancer; given by the server where nothing is said.
  appProtocol What is spoken there, for example kubernetes.io/h2c.
ServiceStatus What is known from outside.
  loadBalancer The addresses of the load balancer.
  conditions What controllers say about the Service.
Secret Small data that not everybody may read.
  metadata Name, namespace, labels and the like.
  data Values in base64, by key.
  stringData Values as plain text; the server moves them to data.
  type What it holds, for example kubernetes.io/tls with tls.crt and tls.key; Opaque where nothing is said. Cannot be changed.
  immutable Once true, neither this nor the data can be changed.
ConfigMap Settings for programs.
  metadata Name, namespace, labels and the like.
  data Text by key.
  binaryData Bytes in base64 by key; no key may be in both.
  immutable Once true, neither this nor the data can be changed.
)";
}

}  // namespace gauntlet::fakeapiserver
