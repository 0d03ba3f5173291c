// Validation of Ingress (networking.k8s.io/v1). Nothing is defaulted; pathType least of all.
#include "fakeapiserver/rules/ip_address.hpp"
#include "fakeapiserver/rules/kind_rules.hpp"
#include "fakeapiserver/rules/object_reference.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr const char* kClassAnnotation = "kubernetes.io/ingress.class";

// What an update may keep if the stored object has it already, for objects older than the rule.
struct Tolerance {
  bool secret_names = false;
  bool wildcard_hosts = false;
};

void validate_service_backend(const Json& service, const FieldPath& backend, FieldErrors& errors) {
  const FieldPath path = backend.child("service");
  const std::string_view name = string_member(service, "name");
  if (name.empty()) {
    errors.required(path.child("name"));
  } else {
    errors.invalid(path.child("name"), name, check_dns1035_label(name));
  }
  const Json& port = member(service, "port");
  const std::string_view port_name = string_member(port, "name");
  const auto number = port.value("number", std::int64_t{0});
  if (!port_name.empty() && number != 0) {
    errors.invalid(backend, "", "cannot set both port name & port number");
  } else if (!port_name.empty()) {
    errors.invalid(path.child("port").child("name"), port_name, check_port_name(port_name));
  } else if (number != 0) {
    for (const std::string& complaint : check_port_number(number)) {
      errors.invalid_value(path.child("port").child("number"), Json(number), complaint);
    }
  } else {
    errors.required(backend, "port name or number is required");
  }
}

void validate_backend(const Json& backend, const FieldPath& path, FieldErrors& errors) {
  const bool has_service = backend.contains("service");
  const bool has_resource = backend.contains("resource");
  if (has_service && has_resource) {
    errors.invalid(path, "", "cannot set both resource and service backends");
  } else if (has_resource) {
    validate_typed_local_reference(backend["resource"], path.child("resource"), errors);
  } else if (has_service) {
    validate_service_backend(backend["service"], path, errors);
  } else {
    errors.invalid(path, "", "resource or service backend is required");
  }
}

void validate_path_text(std::string_view text, const FieldPath& path, FieldErrors& errors) {
  constexpr std::array<std::string_view, 5> kNowhere = {"//", "/./", "/../", "%2f", "%2F"};
  constexpr std::array<std::string_view, 2> kNotAtTheEnd = {"/..", "/."};
  if (!text.starts_with('/')) errors.invalid(path, text, "must be an absolute path");
  for (std::string_view sequence : kNowhere) {
    if (text.find(sequence) != std::string_view::npos) {
      errors.invalid(path, text, "must not contain '" + std::string(sequence) + "'");
    }
  }
  for (std::string_view sequence : kNotAtTheEnd) {
    if (text.ends_with(sequence)) errors.invalid(path, text, "cannot end with '" + std::string(sequence) + "'");
  }
}

void validate_http_path(const Json& http_path, const FieldPath& path, FieldErrors& errors) {
  if (!http_path.contains("pathType")) {
    errors.required(path.child("pathType"), "pathType must be specified");
    return;  // what else is wrong with this path is not looked at
  }
  const std::string_view type = string_member(http_path, "pathType");
  const std::string_view text = string_member(http_path, "path");
  if (type == "Exact" || type == "Prefix") {
    validate_path_text(text, path.child("path"), errors);
  } else if (type == "ImplementationSpecific") {
    if (!text.empty() && !text.starts_with('/')) {
      errors.invalid(path.child("path"), text, "must be an absolute path");
    }
  } else {
    errors.not_supported(path.child("pathType"), type, {"Exact", "ImplementationSpecific", "Prefix"});
  }
  validate_backend(member(http_path, "backend"), path.child("backend"), errors);
}

void validate_rule(const Json& rule, const FieldPath& path, Tolerance tolerance, FieldErrors& errors) {
  const std::string_view host = string_member(rule, "host");
  const bool wildcard = host.find('*') != std::string_view::npos;
  if (!host.empty()) {
    if (is_ip_address(host)) errors.invalid(path.child("host"), host, "must be a DNS name, not an IP address");
    errors.invalid(path.child("host"), host,
                   wildcard ? check_wildcard_dns1123_subdomain(host) : check_dns1123_subdomain(host));
  }
  if ((wildcard && tolerance.wildcard_hosts) || !rule.contains("http")) return;
  const FieldPath paths = path.child("http").child("paths");
  const Json& list = member(rule["http"], "paths");
  if (list.empty()) errors.required(paths);
  for (std::size_t i = 0; i < list.size(); ++i) validate_http_path(list[i], paths.index(i), errors);
}

void validate_tls(const Json& tls, const FieldPath& path, Tolerance tolerance, FieldErrors& errors) {
  const Json& hosts = member(tls, "hosts");
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const auto& host = hosts[i].get_ref<const std::string&>();
    errors.invalid(
        path.child("hosts").index(i), host,
        host.find('*') != std::string::npos ? check_wildcard_dns1123_subdomain(host) : check_dns1123_subdomain(host));
  }
  const std::string_view secret = string_member(tls, "secretName");
  if (!secret.empty() && !tolerance.secret_names) {
    errors.invalid(path.child("secretName"), secret, check_dns1123_subdomain(secret));
  }
}

void validate_spec(const Json& spec, Tolerance tolerance, FieldErrors& errors) {
  const FieldPath path("spec");
  const Json& rules = member(spec, "rules");
  if (rules.empty() && !spec.contains("defaultBackend")) {
    errors.invalid_value(path, Json(nullptr), "either `defaultBackend` or `rules` must be specified");
  }
  if (spec.contains("defaultBackend")) {
    validate_backend(spec["defaultBackend"], path.child("defaultBackend"), errors);
  }
  for (std::size_t i = 0; i < rules.size(); ++i)
    validate_rule(rules[i], path.child("rules").index(i), tolerance, errors);
  const Json& tls = member(spec, "tls");
  for (std::size_t i = 0; i < tls.size(); ++i) validate_tls(tls[i], path.child("tls").index(i), tolerance, errors);
  if (spec.contains("ingressClassName")) {
    const std::string_view name = string_member(spec, "ingressClassName");
    errors.invalid(path.child("ingressClassName"), name, check_dns1123_subdomain(name));
  }
}

const Json& class_annotation(const Json& ingress) {
  return member(member(member(ingress, "metadata"), "annotations"), kClassAnnotation);
}

void validate_ingress(const Json& ingress, FieldErrors& errors) {
  const Json& spec = member(ingress, "spec");
  validate_spec(spec, {}, errors);
  const Json& annotation = class_annotation(ingress);
  if (annotation.is_string() && spec.contains("ingressClassName") && annotation != spec["ingressClassName"]) {
    errors.invalid(FieldPath("annotations").child(kClassAnnotation), annotation.get_ref<const std::string&>(),
                   "must match `ingressClassName` when both are specified");
  }
}

Tolerance tolerance_for(const Json& old) {
  Tolerance tolerance;
  for (const Json& tls : member(member(old, "spec"), "tls")) {
    const std::string_view secret = string_member(tls, "secretName");
    if (!secret.empty() && !check_dns1123_subdomain(secret).empty()) tolerance.secret_names = true;
  }
  for (const Json& rule : member(member(old, "spec"), "rules")) {
    FieldErrors errors;
    const bool wildcard = string_member(rule, "host").find('*') != std::string_view::npos;
    if (wildcard) validate_rule(rule, "", {}, errors);
    if (!errors.empty()) tolerance.wildcard_hosts = true;
  }
  return tolerance;
}

void validate_ingress_update(const Json& ingress, const Json& old, FieldErrors& errors) {
  validate_spec(member(ingress, "spec"), tolerance_for(old), errors);
}

void validate_ingress_status(const Json& ingress, const Json& /*old*/, FieldErrors& errors) {
  const FieldPath path("status.loadBalancer.ingress");
  const Json& points = member(member(member(ingress, "status"), "loadBalancer"), "ingress");
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::string_view ip = string_member(points[i], "ip");
    if (!ip.empty() && !is_ip_address(ip)) {
      errors.invalid(path.index(i).child("ip"), ip, kNoIpAddress);
    }
    const std::string_view hostname = string_member(points[i], "hostname");
    if (hostname.empty()) continue;
    errors.invalid(path.index(i).child("hostname"), hostname, check_dns1123_subdomain(hostname));
    if (is_ip_address(hostname)) {
      errors.invalid(path.index(i).child("hostname"), hostname, "must be a DNS name, not an IP address");
    }
  }
}

void collect_ingress_warnings(const Json& ingress, std::vector<std::string>& warnings) {
  if (class_annotation(ingress).is_string() && !member(ingress, "spec").contains("ingressClassName")) {
    warnings.push_back(std::string("annotation ") + quoted_text(kClassAnnotation) +
                       " is deprecated, please use 'spec.ingressClassName' instead");
  }
}

}  // namespace

const KindRules& ingress_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.validate = validate_ingress;
    r.validate_update = validate_ingress_update;
    r.validate_status = validate_ingress_status;
    r.collect_warnings = collect_ingress_warnings;
    return r;
  }();
  return rules;
}

}  // namespace gauntlet::fakeapiserver
