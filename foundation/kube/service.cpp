#include "foundation/kube/service.hpp"

#include "foundation/kube/field_cursor.hpp"

#include <utility>

namespace gauntlet::kube {
namespace {

using base::Result;

constexpr std::string_view kServiceNameLabel = "kubernetes.io/service-name";

std::string text_or(const FieldCursor& field, std::string_view standard) {
  std::string text = field.text();
  return text.empty() ? std::string(standard) : text;
}

ServicePort read_port(const FieldCursor& field) {
  ServicePort port;
  port.name = field.member("name").text();
  port.protocol = text_or(field.member("protocol"), port.protocol);
  const FieldCursor number = field.member("port");
  port.port = number.port_number();
  if (port.port == 0) number.fail("Required value: must be a number from 1 to 65535");
  const FieldCursor target = field.member("targetPort");
  if (target.is_text()) {
    port.target_port_name = target.text();
  } else {
    port.target_port = target.port_number();
  }
  if (port.target_port == 0 && port.target_port_name.empty()) port.target_port = port.port;
  port.node_port = field.member("nodePort").port_number();
  return port;
}

EndpointPort read_endpoint_port(const FieldCursor& field) {
  EndpointPort port;
  port.name = field.member("name").text();
  port.protocol = text_or(field.member("protocol"), port.protocol);
  port.port = field.member("port").port_number();
  return port;
}

SliceEndpoint read_endpoint(const FieldCursor& field) {
  SliceEndpoint endpoint;
  const FieldCursor addresses = field.member("addresses");
  for (std::size_t i = 0; i < addresses.size(); ++i) endpoint.addresses.push_back(addresses.item(i).required_text());
  // EndpointConditions: absent ready is to be taken as true, absent serving as ready, absent terminating as false.
  const FieldCursor conditions = field.member("conditions");
  endpoint.ready = conditions.member("ready").boolean().value_or(true);
  endpoint.serving = conditions.member("serving").boolean().value_or(endpoint.ready);
  endpoint.terminating = conditions.member("terminating").boolean().value_or(false);
  const FieldCursor target = field.member("targetRef");
  endpoint.target_name = target.member("name").text();
  return endpoint;
}

// Secret.data: base64 of anything.
std::string read_data(const FieldCursor& field) {
  auto bytes = base64_decode(field.required_text());
  if (!bytes) {
    field.fail("Invalid value: " + bytes.error().message());
    return {};
  }
  return std::move(*bytes);
}

}  // namespace

Result<Service> read_service(const Object& object) {
  std::optional<base::Error> failure;
  const FieldCursor root(object.json(), failure);
  const FieldCursor spec = root.member("spec");

  Service service;
  service.name = object.namespaced_name();
  service.uid = object.uid();
  service.type = text_or(spec.member("type"), service.type);
  service.cluster_ip = spec.member("clusterIP").text();
  service.external_name = spec.member("externalName").text();
  service.publish_not_ready_addresses = spec.member("publishNotReadyAddresses").boolean().value_or(false);
  service.selector = spec.member("selector").text_map();
  const FieldCursor ports = spec.member("ports");
  for (std::size_t i = 0; i < ports.size(); ++i) service.ports.push_back(read_port(ports.item(i)));
  if (failure) return std::move(*failure);
  return service;
}

Result<EndpointSlice> read_endpoint_slice(const Object& object) {
  std::optional<base::Error> failure;
  const FieldCursor root(object.json(), failure);
  const FieldCursor metadata = root.member("metadata");
  const FieldCursor labels = metadata.member("labels");

  EndpointSlice slice;
  slice.name = object.namespaced_name();
  slice.service_name = labels.member(kServiceNameLabel).text();
  slice.address_type = root.member("addressType").text();
  const FieldCursor endpoints = root.member("endpoints");
  slice.endpoints.reserve(endpoints.size());
  for (std::size_t i = 0; i < endpoints.size(); ++i) slice.endpoints.push_back(read_endpoint(endpoints.item(i)));
  const FieldCursor ports = root.member("ports");
  for (std::size_t i = 0; i < ports.size(); ++i) slice.ports.push_back(read_endpoint_port(ports.item(i)));
  if (failure) return std::move(*failure);
  return slice;
}

Result<TlsSecret> read_tls_secret(const Object& object) {
  std::optional<base::Error> failure;
  const FieldCursor root(object.json(), failure);
  const FieldCursor data = root.member("data");

  TlsSecret secret;
  secret.name = object.namespaced_name();
  secret.certificate_pem = read_data(data.member("tls.crt"));
  secret.key_pem = read_data(data.member("tls.key"));
  if (failure) return std::move(*failure);
  return secret;
}

}  // namespace gauntlet::kube
