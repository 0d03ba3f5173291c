// Ingress and IngressClass (networking.k8s.io/v1) as values: the fields that routing needs, read once from an Object.
#pragma once

#include "foundation/base/result.hpp"
#include "foundation/kube/object.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gauntlet::kube {

// IngressServiceBackend; exactly one of port_name and port_number is set.
struct IngressServiceBackend {
  std::string name;
  std::string port_name;
  int port_number = 0;
  friend bool operator==(const IngressServiceBackend&, const IngressServiceBackend&) = default;
};

// IngressBackend: a Service, or a resource that the API leaves to the implementation.
struct IngressBackend {
  std::optional<IngressServiceBackend> service;
  bool is_resource = false;
  friend bool operator==(const IngressBackend&, const IngressBackend&) = default;
};

enum class PathType { kExact, kPrefix, kImplementationSpecific };

struct HttpIngressPath {
  std::string path;  // empty only with kImplementationSpecific
  PathType path_type = PathType::kImplementationSpecific;
  IngressBackend backend;
  friend bool operator==(const HttpIngressPath&, const HttpIngressPath&) = default;
};

struct IngressRule {
  std::string host;                    // empty: every host; "*.foo.com": one label
  std::vector<HttpIngressPath> paths;  // empty: a rule without http
  friend bool operator==(const IngressRule&, const IngressRule&) = default;
};

struct IngressTls {
  std::vector<std::string> hosts;
  std::string secret_name;
  friend bool operator==(const IngressTls&, const IngressTls&) = default;
};

struct Ingress {
  base::NamespacedName name;
  std::optional<std::string> class_name;        // spec.ingressClassName
  std::optional<std::string> class_annotation;  // kubernetes.io/ingress.class
  std::optional<IngressBackend> default_backend;
  std::vector<IngressRule> rules;
  std::vector<IngressTls> tls;
  std::string creation_timestamp;
  std::string uid;
  friend bool operator==(const Ingress&, const Ingress&) = default;
};

// kInvalid names the field path.
base::Result<Ingress> read_ingress(const Object& object);

struct IngressClass {
  std::string name;
  std::string controller;
  bool is_default = false;  // annotation ingressclass.kubernetes.io/is-default-class: "true"
  friend bool operator==(const IngressClass&, const IngressClass&) = default;
};
base::Result<IngressClass> read_ingress_class(const Object& object);

}  // namespace gauntlet::kube
