#include "foundation/kube/ingress.hpp"

#include "foundation/kube/field_cursor.hpp"

#include <utility>

namespace gauntlet::kube {
namespace {

using base::Result;

constexpr std::string_view kClassAnnotation = "kubernetes.io/ingress.class";
constexpr std::string_view kDefaultClassAnnotation = "ingressclass.kubernetes.io/is-default-class";

IngressServiceBackend read_service_backend(const FieldCursor& service) {
  IngressServiceBackend backend;
  backend.name = service.member("name").required_text();
  const FieldCursor port = service.member("port");
  backend.port_name = port.member("name").text();
  backend.port_number = port.member("number").port_number();
  if (backend.port_name.empty() && backend.port_number == 0)
    port.fail("Required value: port name or number is required");
  if (!backend.port_name.empty() && backend.port_number != 0)
    port.fail("Invalid value: cannot set both port name and port number");
  return backend;
}

IngressBackend read_backend(const FieldCursor& backend) {
  IngressBackend result;
  const FieldCursor service = backend.member("service");
  result.is_resource = !backend.member("resource").absent();
  if (!service.absent()) result.service = read_service_backend(service);
  if (result.service && result.is_resource)
    backend.fail("Invalid value: cannot set both resource and service backends");
  if (!result.service && !result.is_resource) backend.fail("Required value: a service or a resource is needed");
  return result;
}

PathType read_path_type(const FieldCursor& field) {
  const std::string type = field.required_text();
  if (type == "Exact") return PathType::kExact;
  if (type == "Prefix") return PathType::kPrefix;
  if (type != "ImplementationSpecific") {
    field.fail("Unsupported value: \"" + type +
               "\": supported values: \"Exact\", \"ImplementationSpecific\", \"Prefix\"");
  }
  return PathType::kImplementationSpecific;
}

HttpIngressPath read_path(const FieldCursor& path) {
  HttpIngressPath result;
  const FieldCursor text = path.member("path");
  result.path = text.text();
  result.path_type = read_path_type(path.member("pathType"));
  if (result.path_type != PathType::kImplementationSpecific && (result.path.empty() || result.path.front() != '/')) {
    text.fail("Invalid value: \"" + result.path + "\": must be an absolute path");
  }
  const FieldCursor backend = path.member("backend");
  result.backend = read_backend(backend);
  return result;
}

IngressRule read_rule(const FieldCursor& rule) {
  IngressRule result;
  result.host = rule.member("host").text();
  const FieldCursor http = rule.member("http");
  const FieldCursor paths = http.member("paths");
  result.paths.reserve(paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i) result.paths.push_back(read_path(paths.item(i)));
  return result;
}

IngressTls read_tls(const FieldCursor& tls) {
  IngressTls result;
  const FieldCursor hosts = tls.member("hosts");
  for (std::size_t i = 0; i < hosts.size(); ++i) result.hosts.push_back(hosts.item(i).text());
  result.secret_name = tls.member("secretName").text();
  return result;
}

}  // namespace

Result<Ingress> read_ingress(const Object& object) {
  std::optional<base::Error> failure;
  const FieldCursor root(object.json(), failure);
  const FieldCursor metadata = root.member("metadata");
  const FieldCursor annotations = metadata.member("annotations");
  const FieldCursor spec = root.member("spec");

  Ingress ingress;
  ingress.name = object.namespaced_name();
  ingress.uid = metadata.member("uid").text();
  ingress.creation_timestamp = metadata.member("creationTimestamp").text();
  const FieldCursor annotation = annotations.member(kClassAnnotation);
  if (!annotation.absent()) ingress.class_annotation = annotation.text();
  const FieldCursor class_name = spec.member("ingressClassName");
  if (!class_name.absent()) ingress.class_name = class_name.text();
  const FieldCursor default_backend = spec.member("defaultBackend");
  if (!default_backend.absent()) ingress.default_backend = read_backend(default_backend);
  const FieldCursor rules = spec.member("rules");
  ingress.rules.reserve(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) ingress.rules.push_back(read_rule(rules.item(i)));
  const FieldCursor tls = spec.member("tls");
  for (std::size_t i = 0; i < tls.size(); ++i) ingress.tls.push_back(read_tls(tls.item(i)));

  if (failure) return std::move(*failure);
  return ingress;
}

Result<IngressClass> read_ingress_class(const Object& object) {
  std::optional<base::Error> failure;
  const FieldCursor root(object.json(), failure);
  const FieldCursor metadata = root.member("metadata");
  const FieldCursor annotations = metadata.member("annotations");
  const FieldCursor spec = root.member("spec");

  IngressClass result;
  result.name = metadata.member("name").text();
  result.controller = spec.member("controller").text();
  result.is_default = annotations.member(kDefaultClassAnnotation).text() == "true";
  if (failure) return std::move(*failure);
  return result;
}

}  // namespace gauntlet::kube
