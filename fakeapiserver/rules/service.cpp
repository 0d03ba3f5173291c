// Defaulting and validation of Service (core/v1). Addresses and node ports are given out by service_addresses.
#include "fakeapiserver/rules/ip_address.hpp"
#include "fakeapiserver/rules/kind_rules.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr int kAffinitySeconds = 10800;

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> all) {
  for (std::string_view one : all) {
    if (value == one) return true;
  }
  return false;
}

void set_port_defaults(Json& spec) {
  if (!spec.contains("ports")) return;
  for (Json& port : spec["ports"]) {
    if (!port.contains("protocol")) port["protocol"] = "TCP";
    const bool unset = !port.contains("targetPort") || port["targetPort"] == 0 || port["targetPort"] == "";
    if (unset && port.contains("port")) port["targetPort"] = port["port"];
  }
}

void set_defaults(Json& object) {
  Json& spec = object["spec"];
  if (!spec.contains("type")) spec["type"] = "ClusterIP";
  if (!spec.contains("sessionAffinity")) spec["sessionAffinity"] = "None";
  const std::string type(string_member(spec, "type"));
  if (spec["sessionAffinity"] == "ClientIP" && !spec.contains("sessionAffinityConfig")) {
    spec["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"] = kAffinitySeconds;
  }
  if (spec["sessionAffinity"] == "None") spec.erase("sessionAffinityConfig");
  set_port_defaults(spec);
  const bool external = type == "NodePort" || type == "LoadBalancer";
  if (external || (type == "ClusterIP" && spec.contains("externalIPs"))) {
    if (!spec.contains("externalTrafficPolicy")) spec["externalTrafficPolicy"] = "Cluster";
  } else {
    spec.erase("externalTrafficPolicy");
  }
  if (type != "ExternalName" && !spec.contains("internalTrafficPolicy")) spec["internalTrafficPolicy"] = "Cluster";
  if (type == "LoadBalancer") {
    if (!spec.contains("allocateLoadBalancerNodePorts")) spec["allocateLoadBalancerNodePorts"] = true;
  } else {
    spec.erase("allocateLoadBalancerNodePorts");
  }
  if (type == "ExternalName") return;
  if (!spec.contains("ipFamilyPolicy")) spec["ipFamilyPolicy"] = "SingleStack";
  if (!spec.contains("ipFamilies")) {
    const bool v6 = is_ipv6(string_member(spec, "clusterIP"));
    spec["ipFamilies"] = Json::array({v6 ? "IPv6" : "IPv4"});
  }
}

void validate_target_port(const Json& target, const FieldPath& path, FieldErrors& errors) {
  if (target.is_string()) {
    const auto& name = target.get_ref<const std::string&>();
    errors.invalid(path, name, check_port_name(name));
  } else if (target.is_number_integer()) {
    for (const std::string& complaint : check_port_number(target.get<std::int64_t>())) {
      errors.invalid_value(path, target, complaint);
    }
  }
}

void validate_ports(const Json& spec, FieldErrors& errors) {
  const FieldPath path("spec.ports");
  const Json& ports = member(spec, "ports");
  const std::string_view type = string_member(spec, "type");
  if (ports.empty() && type != "ExternalName" && string_member(spec, "clusterIP") != "None") errors.required(path);
  std::set<std::string_view> names;
  std::set<std::pair<std::int64_t, std::string_view>> numbers;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const FieldPath at = path.index(i);
    const Json& port = ports[i];
    const std::string_view name = string_member(port, "name");
    if (name.empty()) {
      if (ports.size() > 1) errors.required(at.child("name"));
    } else {
      errors.invalid(at.child("name"), name, check_dns1123_label(name));
      if (!names.insert(name).second) errors.duplicate(at.child("name"), name);
    }
    const auto number = port.value("port", std::int64_t{0});
    for (const std::string& complaint : check_port_number(number)) {
      errors.invalid_value(at.child("port"), Json(number), complaint);
    }
    const std::string_view protocol = string_member(port, "protocol");
    if (!is_one_of(protocol, {"TCP", "UDP", "SCTP"})) {
      errors.not_supported(at.child("protocol"), protocol, {"SCTP", "TCP", "UDP"});
    }
    validate_target_port(member(port, "targetPort"), at.child("targetPort"), errors);
    if (!numbers.emplace(number, protocol).second) {
      errors.duplicate(at, std::to_string(number) + "/" + std::string(protocol));
    }
    if (type == "ClusterIP" && port.contains("nodePort")) {
      errors.forbidden(at.child("nodePort"), "may not be used when `type` is 'ClusterIP'");
    }
  }
}

void validate_addresses(const Json& spec, FieldErrors& errors) {
  const std::string_view type = string_member(spec, "type");
  const std::string_view cluster_ip = string_member(spec, "clusterIP");
  if (type == "ExternalName") {
    const std::string_view name = string_member(spec, "externalName");
    const std::string_view relative = name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
    if (!cluster_ip.empty()) errors.forbidden("spec.clusterIPs[0]", "may not be set for ExternalName services");
    if (name.empty()) {
      errors.required("spec.externalName");
    } else {
      errors.invalid("spec.externalName", name, check_dns1123_subdomain(relative));
    }
  } else if (cluster_ip == "None") {
    if (type != "ClusterIP") {
      errors.invalid("spec.clusterIPs[0]", cluster_ip,
                     "may not be set to 'None' for " + std::string(type) + " services");
    }
  } else if (!cluster_ip.empty() && !is_ip_address(cluster_ip)) {
    errors.invalid("spec.clusterIPs[0]", cluster_ip, kNoIpAddress);
  }
  const Json& externals = member(spec, "externalIPs");
  for (std::size_t i = 0; i < externals.size(); ++i) {
    const auto& ip = externals[i].get_ref<const std::string&>();
    if (!is_ip_address(ip)) errors.invalid(FieldPath("spec.externalIPs").index(i), ip, kNoIpAddress);
  }
}

void validate_choices(const Json& spec, FieldErrors& errors) {
  const std::string_view type = string_member(spec, "type");
  if (!is_one_of(type, {"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"})) {
    errors.not_supported("spec.type", type, {"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"});
  }
  const std::string_view affinity = string_member(spec, "sessionAffinity");
  if (!is_one_of(affinity, {"ClientIP", "None"})) {
    errors.not_supported("spec.sessionAffinity", affinity, {"ClientIP", "None"});
  }
  for (const char* key : {"externalTrafficPolicy", "internalTrafficPolicy"}) {
    if (!spec.contains(key)) continue;
    const std::string_view policy = string_member(spec, key);
    if (!is_one_of(policy, {"Cluster", "Local"})) {
      errors.not_supported(FieldPath("spec").child(key), policy, {"Cluster", "Local"});
    }
  }
  if (spec.contains("loadBalancerClass") && type != "LoadBalancer") {
    errors.forbidden("spec.loadBalancerClass", "may only be used when `type` is 'LoadBalancer'");
  }
  for (const auto& [key, value] : member(spec, "selector").items()) {
    errors.invalid("spec.selector", key, check_qualified_name(key));
    const auto& text = value.get_ref<const std::string&>();
    errors.invalid("spec.selector", text, check_label_value(text));
  }
}

void validate(const Json& service, FieldErrors& errors) {
  const Json& spec = member(service, "spec");
  validate_ports(spec, errors);
  validate_choices(spec, errors);
  validate_addresses(spec, errors);
}

void validate_update(const Json& service, const Json& old, FieldErrors& errors) {
  const std::string_view before = string_member(member(old, "spec"), "clusterIP");
  const std::string_view now = string_member(member(service, "spec"), "clusterIP");
  const bool was_external_name = string_member(member(old, "spec"), "type") == "ExternalName";
  const bool is_external_name = string_member(member(service, "spec"), "type") == "ExternalName";
  if (!was_external_name && !is_external_name && !before.empty() && before != now) {
    errors.invalid("spec.clusterIPs[0]", now, "may not change once set");
  }
  validate(service, errors);
}

void validate_status(const Json& service, const Json& /*old*/, FieldErrors& errors) {
  const FieldPath path("status.loadBalancer.ingress");
  const Json& points = member(member(member(service, "status"), "loadBalancer"), "ingress");
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::string_view ip = string_member(points[i], "ip");
    if (!ip.empty() && !is_ip_address(ip)) errors.invalid(path.index(i).child("ip"), ip, kNoIpAddress);
    const std::string_view hostname = string_member(points[i], "hostname");
    if (!hostname.empty()) errors.invalid(path.index(i).child("hostname"), hostname, check_dns1123_subdomain(hostname));
  }
}

}  // namespace

const KindRules& service_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.set_defaults = set_defaults;
    r.validate = validate;
    r.validate_update = validate_update;
    r.validate_status = validate_status;
    r.check_name = check_dns1035_label;
    return r;
  }();
  return rules;
}

}  // namespace gauntlet::fakeapiserver
