// Service, EndpointSlice and Secret as values: the fields that forwarding and TLS need.
#pragma once

#include "foundation/base/result.hpp"
#include "foundation/kube/base64.hpp"
#include "foundation/kube/object.hpp"
#include "foundation/kube/selector.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gauntlet::kube {

struct ServicePort {
  std::string name;
  std::string protocol = "TCP";
  int port = 0;
  // targetPort: a number, or the name of a container port.
  int target_port = 0;
  std::string target_port_name;
  int node_port = 0;
  friend bool operator==(const ServicePort&, const ServicePort&) = default;
};

struct Service {
  base::NamespacedName name;
  std::string uid;
  std::string type = "ClusterIP";
  std::string cluster_ip;  // "None": headless
  std::string external_name;
  Labels selector;  // empty: endpoints are somebody else's business
  std::vector<ServicePort> ports;
  bool publish_not_ready_addresses = false;
  friend bool operator==(const Service&, const Service&) = default;
};
base::Result<Service> read_service(const Object& object);

struct EndpointPort {
  std::string name;
  std::string protocol = "TCP";
  int port = 0;
  friend bool operator==(const EndpointPort&, const EndpointPort&) = default;
};

struct SliceEndpoint {
  std::vector<std::string> addresses;
  // Conditions as EndpointSlice defines them: an absent `ready` means ready.
  bool ready = true;
  bool serving = true;
  bool terminating = false;
  std::string target_name;  // targetRef.name
  friend bool operator==(const SliceEndpoint&, const SliceEndpoint&) = default;
};

struct EndpointSlice {
  base::NamespacedName name;
  std::string service_name;  // label kubernetes.io/service-name
  std::string address_type;  // IPv4, IPv6, FQDN
  std::vector<SliceEndpoint> endpoints;
  std::vector<EndpointPort> ports;
  friend bool operator==(const EndpointSlice&, const EndpointSlice&) = default;
};
base::Result<EndpointSlice> read_endpoint_slice(const Object& object);

// A Secret of type kubernetes.io/tls, decoded. kInvalid if tls.crt or tls.key is missing or not base64.
struct TlsSecret {
  base::NamespacedName name;
  std::string certificate_pem;
  std::string key_pem;
};
base::Result<TlsSecret> read_tls_secret(const Object& object);

}  // namespace gauntlet::kube
