// Defaulting and validation of Service (core/v1). Addresses and node ports are given out by service_addresses.
#include "fakeapiserver/rules/ip_address.hpp"
#include "fakeapiserver/rules/kind_rules.hpp"
#include "fakeapiserver/rules/service_families.hpp"
#include "fakeapiserver/rules/service_ports.hpp"
#include "fakeapiserver/rules/service_traffic.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr int kAffinitySeconds = 10800;
constexpr std::int64_t kMostAffinitySeconds = 86400;
constexpr std::string_view kOnlyBalancers = "may only be used when `type` is 'LoadBalancer'";

void set_port_defaults(Json& spec) {
  if (!spec.contains("ports")) return;
  for (Json& port : spec["ports"]) {
    if (!port.contains("protocol")) port["protocol"] = "TCP";
    const bool unset = !port.contains("targetPort") || port["targetPort"] == 0 || port["targetPort"] == "";
    if (unset) port["targetPort"] = port.value("port", std::int64_t{0});
  }
}

void set_affinity_defaults(Json& spec) {
  if (!spec.contains("sessionAffinity")) spec["sessionAffinity"] = "None";
  if (spec["sessionAffinity"] == "None") spec.erase("sessionAffinityConfig");
  if (spec["sessionAffinity"] != "ClientIP") return;
  if (!member(member(member(spec, "sessionAffinityConfig"), "clientIP"), "timeoutSeconds").is_null()) return;
  spec["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"] = kAffinitySeconds;
}

void set_service_defaults(Json& object) {
  Json& spec = object["spec"];
  if (!spec.contains("type")) spec["type"] = "ClusterIP";
  const std::string type(string_member(spec, "type"));
  set_affinity_defaults(spec);
  set_port_defaults(spec);
  if (is_reached_from_outside(spec) && !spec.contains("externalTrafficPolicy")) {
    spec["externalTrafficPolicy"] = "Cluster";
  }
  const bool has_policy = type == "ClusterIP" || type == "NodePort" || type == "LoadBalancer";
  if (has_policy && !spec.contains("internalTrafficPolicy")) spec["internalTrafficPolicy"] = "Cluster";
  if (type == "LoadBalancer" && !spec.contains("allocateLoadBalancerNodePorts")) {
    spec["allocateLoadBalancerNodePorts"] = true;
  }
}

void set_status_defaults(Json& object) {
  if (string_member(member(object, "spec"), "type") != "LoadBalancer") return;
  if (!member(member(member(object, "status"), "loadBalancer"), "ingress").is_array()) return;
  for (Json& point : object["status"]["loadBalancer"]["ingress"]) {
    if (point.contains("ip") && !point.contains("ipMode")) point["ipMode"] = "VIP";
  }
}

bool is_headless(const Json& spec) {
  return string_member(spec, "clusterIP") == "None";
}

void validate_type(const Json& spec, FieldErrors& errors) {
  const std::string_view type = string_member(spec, "type");
  if ((type == "LoadBalancer" || type == "NodePort") && is_headless(spec)) {
    errors.invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for " + std::string(type) + " services");
  }
  if (type != "ExternalName") return;
  for (const char* key : {"clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
    if (spec.contains(key)) errors.forbidden(FieldPath("spec").child(key), "may not be set for ExternalName services");
  }
  std::string_view name = string_member(spec, "externalName");
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty()) {
    errors.required("spec.externalName");
  } else {
    errors.invalid("spec.externalName", name, check_dns1123_subdomain(name));
  }
}

void validate_affinity(const Json& spec, FieldErrors& errors) {
  const std::string_view affinity = string_member(spec, "sessionAffinity");
  if (affinity != "ClientIP" && affinity != "None") {
    errors.not_supported("spec.sessionAffinity", affinity, {"ClientIP", "None"});
  }
  const Json& config = member(spec, "sessionAffinityConfig");
  const Json& seconds = member(member(config, "clientIP"), "timeoutSeconds");
  if (affinity != "ClientIP" || !seconds.is_number_integer()) return;
  if (seconds.get<std::int64_t>() <= 0 || seconds.get<std::int64_t>() > kMostAffinitySeconds) {
    errors.invalid_value("spec.sessionAffinityConfig.clientIP.timeoutSeconds", seconds,
                         "must be greater than 0 and less than " + std::to_string(kMostAffinitySeconds));
  }
}

void validate_external_ips(const Json& spec, FieldErrors& errors) {
  const Json& externals = member(spec, "externalIPs");
  for (std::size_t i = 0; i < externals.size(); ++i) {
    const FieldPath path = FieldPath("spec.externalIPs").index(i);
    const auto& ip = externals[i].get_ref<const std::string&>();
    if (!is_ip_address(ip)) {
      errors.invalid(path, ip, kNoIpAddress);
      continue;
    }
    validate_endpoint_ip(ip, path, errors);
    if (is_loopback_ip(ip)) errors.invalid(path, ip, kLoopbackAddress);
  }
}

void validate_selector(const Json& spec, FieldErrors& errors) {
  for (const auto& [key, value] : member(spec, "selector").items()) {
    errors.invalid("spec.selector", key, check_qualified_name(key));
    const auto& text = value.get_ref<const std::string&>();
    errors.invalid("spec.selector", text, check_label_value(text));
  }
}

void validate_type_is_known(const Json& spec, FieldErrors& errors) {
  const std::string_view type = string_member(spec, "type");
  if (type != "ClusterIP" && type != "ExternalName" && type != "LoadBalancer" && type != "NodePort") {
    errors.not_supported("spec.type", type, {"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"});
  }
}

void validate_balancer_class(const Json& spec, FieldErrors& errors) {
  if (!spec.contains("loadBalancerClass")) return;
  const std::string_view name = string_member(spec, "loadBalancerClass");
  if (string_member(spec, "type") == "LoadBalancer") {
    errors.invalid("spec.loadBalancerClass", name, check_qualified_name(name));
  } else {
    errors.forbidden("spec.loadBalancerClass", kOnlyBalancers);
  }
}

// In the order of a server: what comes first in a message is what people read.
void validate_service(const Json& service, FieldErrors& errors) {
  const Json& spec = member(service, "spec");
  const bool needs_ports = string_member(spec, "type") != "ExternalName" && !is_headless(spec);
  if (member(spec, "ports").empty() && needs_ports) errors.required("spec.ports");
  validate_type(spec, errors);
  validate_service_ports(spec, errors);
  validate_selector(spec, errors);
  validate_affinity(spec, errors);
  validate_service_families(spec, errors);
  validate_external_ips(spec, errors);
  validate_type_is_known(spec, errors);
  validate_port_numbers(spec, errors);
  validate_source_ranges(spec, errors);
  if (spec.contains("allocateLoadBalancerNodePorts") && string_member(spec, "type") != "LoadBalancer") {
    errors.forbidden("spec.allocateLoadBalancerNodePorts", kOnlyBalancers);
  }
  validate_balancer_class(spec, errors);
  validate_traffic_policies(spec, errors);
}

void validate_service_update(const Json& service, const Json& old, FieldErrors& errors) {
  const Json& before = member(old, "spec");
  const Json& now = member(service, "spec");
  const auto is_external = [](const Json& spec) { return string_member(spec, "type") == "ExternalName"; };
  if (!is_external(before) && !is_external(now) && !(is_headless(before) && is_headless(now))) {
    const Json& had = member(before, "clusterIPs");
    const Json& has = member(now, "clusterIPs");
    for (std::size_t i = 0; i < had.size() && i < has.size(); ++i) {
      if (had[i] != has[i]) {
        errors.invalid_value(FieldPath("spec.clusterIPs").index(i), has, "may not change once set");
      }
    }
  }
  const auto is_balancer = [](const Json& spec) { return string_member(spec, "type") == "LoadBalancer"; };
  const Json& name = member(now, "loadBalancerClass");
  if (is_balancer(before) && is_balancer(now) && name != member(before, "loadBalancerClass")) {
    errors.invalid_value("spec.loadBalancerClass", name, "may not change once set");
  }
  validate_balancer_class(now, errors);
  if (needs_health_check(before) && needs_health_check(now) &&
      member(before, "healthCheckNodePort") != member(now, "healthCheckNodePort")) {
    errors.forbidden("spec.healthCheckNodePort", "field is immutable");
  }
  validate_service(service, errors);
}

void validate_point(const Json& point, const FieldPath& path, FieldErrors& errors) {
  const std::string_view ip = string_member(point, "ip");
  if (!ip.empty() && !is_ip_address(ip)) errors.invalid(path.child("ip"), ip, kNoIpAddress);
  const std::string_view mode = string_member(point, "ipMode");
  if (!point.contains("ipMode")) {
    if (!ip.empty()) errors.required(path.child("ipMode"), "must be specified when `ip` is set");
  } else if (ip.empty()) {
    errors.forbidden(path.child("ipMode"), "may not be specified when `ip` is not set");
  } else if (mode != "Proxy" && mode != "VIP") {
    errors.not_supported(path.child("ipMode"), mode, {"Proxy", "VIP"});
  }
  const std::string_view hostname = string_member(point, "hostname");
  if (hostname.empty()) return;
  errors.invalid(path.child("hostname"), hostname, check_dns1123_subdomain(hostname));
  if (is_ip_address(hostname)) {
    errors.invalid(path.child("hostname"), hostname, "must be a DNS name, not an IP address");
  }
}

void validate_service_status(const Json& service, const Json& /*old*/, FieldErrors& errors) {
  const FieldPath path("status.loadBalancer.ingress");
  const Json& points = member(member(member(service, "status"), "loadBalancer"), "ingress");
  if (string_member(member(service, "spec"), "type") != "LoadBalancer") {
    if (!points.empty()) errors.forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'");
    return;
  }
  for (std::size_t i = 0; i < points.size(); ++i) validate_point(points[i], path.index(i), errors);
}

void collect_service_warnings(const Json& service, std::vector<std::string>& warnings) {
  const Json& spec = member(service, "spec");
  const bool external = string_member(spec, "type") == "ExternalName";
  if (is_headless(spec)) {
    for (const char* key : {"loadBalancerIP", "externalIPs"}) {
      if (spec.contains(key)) warnings.push_back("spec." + std::string(key) + " is ignored for headless services");
    }
    if (string_member(spec, "sessionAffinity") != "None") {
      warnings.emplace_back("spec.SessionAffinity is ignored for headless services");
    }
  }
  if (external && spec.contains("externalIPs")) {
    warnings.emplace_back("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
  }
  if (!external && spec.contains("externalName")) {
    warnings.emplace_back("spec.externalName is ignored when spec.type is not \"ExternalName\"");
  }
  if (string_member(spec, "trafficDistribution") == "PreferClose") {
    warnings.emplace_back("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
  }
}

}  // namespace

const KindRules& service_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.set_defaults = set_service_defaults;
    r.set_status_defaults = set_status_defaults;
    r.validate = validate_service;
    r.validate_update = validate_service_update;
    r.validate_status = validate_service_status;
    r.collect_warnings = collect_service_warnings;
    r.check_name = check_dns1035_label;
    return r;
  }();
  return rules;
}

}  // namespace gauntlet::fakeapiserver
