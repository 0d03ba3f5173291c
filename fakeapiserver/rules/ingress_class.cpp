// Defaulting and validation of IngressClass (networking.k8s.io/v1).
#include "fakeapiserver/rules/kind_rules.hpp"
#include "fakeapiserver/rules/object_reference.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr std::size_t kLongestController = 250;

void set_class_defaults(Json& object) {
  Json& spec = object["spec"];
  if (spec.contains("parameters") && !spec["parameters"].contains("scope")) spec["parameters"]["scope"] = "Cluster";
}

// "example.com/ingress-controller".
void validate_domain_prefixed_path(std::string_view value, const FieldPath& path, FieldErrors& errors) {
  if (value.empty()) {
    errors.required(path);
    return;
  }
  const auto slash = value.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == value.size()) {
    errors.invalid(path, value, "must be a domain-prefixed path (such as \"acme.io/foo\")");
    return;
  }
  const std::string_view domain = value.substr(0, slash);
  const std::string_view rest = value.substr(slash + 1);
  errors.invalid(path, domain, check_dns1123_subdomain(domain));
  constexpr std::string_view kPathCharacters = "/-._~%!$&'()*+,;=:";  // RFC 3986 3.3
  const bool fits = std::all_of(rest.begin(), rest.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kPathCharacters.find(c) != std::string_view::npos;
  });
  if (!fits) errors.invalid(path, rest, "Invalid path");
}

void validate_parameters(const Json& parameters, const FieldPath& path, FieldErrors& errors) {
  validate_typed_local_reference(parameters, path, errors);
  const std::string_view scope = string_member(parameters, "scope");
  const bool has_namespace = parameters.contains("namespace");
  if (scope != "Cluster" && scope != "Namespace") {
    errors.not_supported(path.child("scope"), scope, {"Cluster", "Namespace"});
  }
  if (scope == "Namespace") {
    const std::string_view namespace_ = string_member(parameters, "namespace");
    if (!has_namespace) {
      errors.required(path.child("namespace"), "`parameters.scope` is set to 'Namespace'");
    } else {
      errors.invalid(path.child("namespace"), namespace_, check_dns1123_label(namespace_));
    }
  }
  if (scope == "Cluster" && has_namespace) {
    errors.forbidden(path.child("namespace"), "`parameters.scope` is set to 'Cluster'");
  }
}

void validate_class(const Json& object, FieldErrors& errors) {
  const FieldPath path("spec");
  const Json& spec = member(object, "spec");
  const std::string_view controller = string_member(spec, "controller");
  if (controller.size() > kLongestController) errors.too_long(path.child("controller"), kLongestController);
  validate_domain_prefixed_path(controller, path.child("controller"), errors);
  if (spec.contains("parameters")) validate_parameters(spec["parameters"], path.child("parameters"), errors);
}

void validate_class_update(const Json& object, const Json& old, FieldErrors& errors) {
  const std::string_view controller = string_member(member(object, "spec"), "controller");
  if (controller != string_member(member(old, "spec"), "controller")) {
    errors.invalid("spec.controller", controller, "field is immutable");
  }
  validate_class(object, errors);
}

}  // namespace

const KindRules& ingress_class_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.set_defaults = set_class_defaults;
    r.validate = validate_class;
    r.validate_update = validate_class_update;
    return r;
  }();
  return rules;
}

}  // namespace gauntlet::fakeapiserver
