#include "fakeapiserver/rules/service_traffic.hpp"

#include "fakeapiserver/rules/names.hpp"
#include "foundation/base/text.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

// "10.0.0.0/8"
bool is_cidr(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || !is_ip_address(text.substr(0, slash))) return false;
  unsigned long long bits = 0;
  const unsigned long long most = is_ipv6(text.substr(0, slash)) ? 128 : 32;
  return base::parse_decimal(text.substr(slash + 1), bits) && bits <= most;
}

void validate_external_policy(const Json& spec, FieldErrors& errors) {
  const std::string_view policy = string_member(spec, "externalTrafficPolicy");
  if (!is_reached_from_outside(spec)) {
    if (policy.empty()) return;
    errors.invalid("spec.externalTrafficPolicy", policy, "may only be set for externally-accessible services");
  } else if (policy != "Cluster" && policy != "Local") {
    errors.not_supported("spec.externalTrafficPolicy", policy, {"Cluster", "Local"});
  }
}

void validate_health_check(const Json& spec, FieldErrors& errors) {
  const Json& port = member(spec, "healthCheckNodePort");
  if (port.is_null() || port == 0 || needs_health_check(spec)) return;
  errors.invalid_value("spec.healthCheckNodePort", port,
                       "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
}

}  // namespace

bool is_reached_from_outside(const Json& spec) {
  const std::string_view type = string_member(spec, "type");
  return type == "LoadBalancer" || type == "NodePort" || (type == "ClusterIP" && !member(spec, "externalIPs").empty());
}

bool needs_health_check(const Json& spec) {
  return string_member(spec, "type") == "LoadBalancer" && string_member(spec, "externalTrafficPolicy") == "Local";
}

void validate_source_ranges(const Json& spec, FieldErrors& errors) {
  const Json& ranges = member(spec, "loadBalancerSourceRanges");
  if (ranges.empty()) return;
  const FieldPath path("spec.LoadBalancerSourceRanges");  // so a server writes it
  if (string_member(spec, "type") != "LoadBalancer") {
    errors.forbidden(path, "may only be used when `type` is 'LoadBalancer'");
  }
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const std::string_view range = base::trim(ranges[i].get_ref<const std::string&>());
    if (is_cidr(range)) continue;
    errors.invalid(path.index(i), range, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
  }
}

void validate_traffic_policies(const Json& spec, FieldErrors& errors) {
  validate_external_policy(spec, errors);
  validate_health_check(spec, errors);
  const std::string_view internal = string_member(spec, "internalTrafficPolicy");
  if (spec.contains("internalTrafficPolicy") && internal != "Cluster" && internal != "Local") {
    errors.not_supported("spec.internalTrafficPolicy", internal, {"Cluster", "Local"});
  }
  const std::string_view distribution = string_member(spec, "trafficDistribution");
  if (spec.contains("trafficDistribution") && distribution != "PreferClose" && distribution != "PreferSameZone" &&
      distribution != "PreferSameNode") {
    errors.not_supported("spec.trafficDistribution", distribution, {"PreferClose", "PreferSameZone", "PreferSameNode"});
  }
}

}  // namespace gauntlet::fakeapiserver
