#include "fakeapiserver/service_addresses.hpp"

#include "fakeapiserver/rules/names.hpp"
#include "fakeapiserver/rules/service_families.hpp"
#include "fakeapiserver/rules/service_traffic.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace gauntlet::fakeapiserver {
namespace {

using kube::integer_member;
using kube::Json;
using kube::member;
using kube::string_member;

constexpr std::uint32_t kFirstClusterIp = (127u << 24 | 96u << 16) + 10;  // the first few are left to fixed services
constexpr std::uint32_t kLastClusterIp = (127u << 24 | 96u << 16) + 0xfffe;
constexpr std::uint32_t kNetworkMask = 0xffff0000;
constexpr std::int64_t kFirstNodePort = 30000;
constexpr std::int64_t kLastNodePort = 32767;

std::string_view type_of(const Json& spec) {
  const std::string_view type = string_member(spec, "type");
  return type.empty() ? "ClusterIP" : type;
}

bool may_have_node_ports(const Json& spec) {
  return type_of(spec) == "NodePort" || type_of(spec) == "LoadBalancer";
}

bool gets_node_ports(const Json& spec) {
  return type_of(spec) == "NodePort" ||
         (type_of(spec) == "LoadBalancer" && member(spec, "allocateLoadBalancerNodePorts") != Json(false));
}

bool has_cluster_ip(const Json& spec) {
  return type_of(spec) != "ExternalName";
}

void drop_if_same(Json& spec, const Json& before, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (spec.contains(key) && member(spec, key) == member(before, key)) spec.erase(key);
  }
}

std::set<std::int64_t> node_ports_of(const Json& spec) {
  std::set<std::int64_t> ports;
  for (const Json& port : member(spec, "ports")) {
    if (integer_member(port, "nodePort") != 0) ports.insert(integer_member(port, "nodePort"));
  }
  return ports;
}

std::set<std::int64_t> all_node_ports_of(const Json& service) {
  const Json& spec = member(service, "spec");
  std::set<std::int64_t> ports = node_ports_of(spec);
  if (integer_member(spec, "healthCheckNodePort") != 0) ports.insert(integer_member(spec, "healthCheckNodePort"));
  return ports;
}

// By the names of the ports; a number that another port asks for is not taken from it.
void carry_node_ports(Json& spec, const Json& before) {
  if (!spec.contains("ports")) return;
  const std::set<std::int64_t> wanted = node_ports_of(spec);
  for (Json& port : spec["ports"]) {
    if (integer_member(port, "nodePort") != 0) continue;
    for (const Json& one : member(before, "ports")) {
      const std::int64_t had = integer_member(one, "nodePort");
      if (had == 0 || string_member(one, "name") != string_member(port, "name")) continue;
      if (!wanted.contains(had)) port["nodePort"] = had;
    }
  }
}

void drop_node_ports(Json& spec, const Json& before) {
  if (!spec.contains("ports")) return;
  const std::set<std::int64_t> had = node_ports_of(before);
  for (const std::int64_t port : node_ports_of(spec)) {
    if (!had.contains(port)) return;
  }
  for (Json& port : spec["ports"]) port.erase("nodePort");
}

// Whether a port before this one asks for the same node port, and not for the same number by another protocol.
bool is_repeated(const Json& spec, std::size_t index) {
  const Json& ports = spec["ports"];
  for (std::size_t i = 0; i < index; ++i) {
    if (integer_member(ports[i], "nodePort") == integer_member(ports[index], "nodePort") &&
        integer_member(ports[i], "port") != integer_member(ports[index], "port")) {
      return true;
    }
  }
  return false;
}

bool is_headless_without_selector(const Json& spec) {
  return string_member(spec, "clusterIP") == "None" && member(spec, "selector").empty();
}

std::string default_policy(const Json& spec, const Json& before) {
  if (before.contains("ipFamilyPolicy")) return before["ipFamilyPolicy"];
  return is_headless_without_selector(spec) ? "RequireDualStack" : "SingleStack";
}

// What the policy, the families and the addresses that are asked for say against each other and against this cluster,
// which has IPv4 addresses only.
void check_families(const Json& spec, FieldErrors& errors) {
  const Json& addresses = member(spec, "clusterIPs");
  const Json& families = member(spec, "ipFamilies");
  if (spec["ipFamilyPolicy"] == "SingleStack") {
    constexpr std::string_view kMust = "must be 'RequireDualStack' or 'PreferDualStack' when multiple ";
    const auto refuse = [&](std::string_view what) {
      errors.invalid("spec.ipFamilyPolicy", "SingleStack", std::string(kMust) + std::string(what) + " are specified");
    };
    if (addresses.size() == 2) refuse("cluster IPs");
    if (families.size() == 2) refuse("IP families");
  }
  for (std::size_t i = families.size(); i < addresses.size() && addresses[i] != "None"; ++i) {
    if (!is_ipv6(addresses[i].get_ref<const std::string&>())) continue;
    errors.invalid_value(FieldPath("spec.clusterIPs").index(i), addresses, "IPv6 is not configured on this cluster");
  }
  if (!errors.empty() || is_headless_without_selector(spec)) return;
  if (spec["ipFamilyPolicy"] == "RequireDualStack") {
    errors.invalid("spec.ipFamilyPolicy", "RequireDualStack", "this cluster is not configured for dual-stack services");
  }
  for (std::size_t i = 0; i < families.size(); ++i) {
    if (families[i] == "IPv4") continue;
    errors.invalid_value(FieldPath("spec.ipFamilies").index(i), families[i], "not configured on this cluster");
  }
}

void set_families(Json& spec, const Json& before, FieldErrors& errors) {
  if (!spec.contains("ipFamilyPolicy")) spec["ipFamilyPolicy"] = default_policy(spec, before);
  validate_service_families(spec, errors);
  if (!errors.empty()) return;
  const bool same = member(spec, "ipFamilies") == member(before, "ipFamilies");
  if (same && spec["ipFamilyPolicy"] == "SingleStack" && member(spec, "ipFamilies").size() == 2) {
    spec["ipFamilies"].erase(1);
  }
  check_families(spec, errors);
  if (!errors.empty()) return;
  if (!spec.contains("ipFamilies")) spec["ipFamilies"] = Json::array({"IPv4"});
  const bool wants_both = is_headless_without_selector(spec) && spec["ipFamilyPolicy"] != "SingleStack";
  if (wants_both && spec["ipFamilies"].size() == 1) {
    spec["ipFamilies"].push_back(spec["ipFamilies"][0] == "IPv4" ? "IPv6" : "IPv4");
  }
}

// The list follows the single address, which older clients alone know.
void normalize_cluster_ips(Json& spec, const Json& before) {
  const std::string one(string_member(spec, "clusterIP"));
  const bool list_is_as_before = member(spec, "clusterIPs") == member(before, "clusterIPs");
  if (one.empty() || one == string_member(before, "clusterIP")) return;
  if (before.is_null() ? member(spec, "clusterIPs").empty() : list_is_as_before) {
    spec["clusterIPs"] = Json::array({one});
  }
}

}  // namespace

void ServiceAddresses::begin_at(std::uint64_t place) {
  constexpr std::uint32_t kPlaces = (kLastClusterIp - kFirstClusterIp) / 4 * 3;
  last_cluster_ip_ = kFirstClusterIp + static_cast<std::uint32_t>(place % kPlaces);
}

void ServiceAddresses::carry_over(Json& next, const Json& old) const {
  Json& spec = next["spec"];
  const Json& before = member(old, "spec");
  if (has_cluster_ip(spec) && has_cluster_ip(before)) {
    for (const char* key : {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
      if (member(spec, key).empty() && before.contains(key)) spec[key] = before[key];
    }
  } else if (!has_cluster_ip(spec)) {
    drop_if_same(spec, before, {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"});
  }
  if (gets_node_ports(spec) && gets_node_ports(before)) carry_node_ports(spec, before);
  if (may_have_node_ports(before) && !may_have_node_ports(spec)) drop_node_ports(spec, before);
  if (!needs_health_check(before)) {
    // There is no port to keep.
  } else if (!needs_health_check(spec)) {
    drop_if_same(spec, before, {"healthCheckNodePort"});
  } else if (!spec.contains("healthCheckNodePort") && before.contains("healthCheckNodePort")) {
    spec["healthCheckNodePort"] = before["healthCheckNodePort"];
  }
  if (type_of(before) == "LoadBalancer" && type_of(spec) != "LoadBalancer") {
    drop_if_same(spec, before, {"allocateLoadBalancerNodePorts", "loadBalancerClass"});
    next["status"]["loadBalancer"] = Json::object();
  }
  if (!is_reached_from_outside(spec)) drop_if_same(spec, before, {"externalTrafficPolicy"});
}

void ServiceAddresses::assign(Json& service, const Json* old, FieldErrors& errors) const {
  Json& spec = service["spec"];
  const Json& before = old ? member(*old, "spec") : member(Json(), "spec");
  normalize_cluster_ips(spec, before);
  if (has_cluster_ip(spec)) {
    set_families(spec, before, errors);
    if (!errors.empty()) return;
    assign_cluster_ip(spec, before, errors);
    if (!errors.empty()) return;
  }
  if (may_have_node_ports(spec) && spec.contains("ports")) assign_node_ports(spec, before, errors);
  if (!errors.empty() || !needs_health_check(spec) || spec.contains("healthCheckNodePort")) return;
  spec["healthCheckNodePort"] = free_node_port(node_ports_of(spec));
}

void ServiceAddresses::assign_cluster_ip(Json& spec, const Json& before, FieldErrors& errors) const {
  const bool had_one = !string_member(before, "clusterIP").empty();
  const std::string wanted(string_member(spec, "clusterIP"));
  if (had_one || wanted == "None") return;  // validation refuses another one
  if (wanted.empty()) {
    const std::uint32_t found = free_cluster_ip();
    if (found == 0) return errors.invalid("spec.clusterIPs", "", "failed to allocate IP: range is full");
    spec["clusterIP"] = format_ipv4(found);
    spec["clusterIPs"] = Json::array({spec["clusterIP"]});
    return;
  }
  const auto address = parse_ipv4(wanted);
  const auto refuse = [&](std::string_view why) {
    errors.invalid_value("spec.clusterIPs", spec["clusterIPs"],
                         "failed to allocate IP " + wanted + ": " + std::string(why));
  };
  if (!address || (*address & kNetworkMask) != (kFirstClusterIp & kNetworkMask)) {
    refuse("the provided network does not match the current range");
  } else if (cluster_ips_.contains(*address)) {
    refuse("provided IP is already allocated");
  }
}

// Ports of one number, of TCP and UDP, have one node port when a Service is made.
void ServiceAddresses::assign_node_ports(Json& spec, const Json& before, FieldErrors& errors) const {
  const std::set<std::int64_t> own_before = node_ports_of(before);
  std::set<std::int64_t> own = node_ports_of(spec);
  std::map<std::int64_t, std::int64_t> of_number;
  for (const Json& port : spec["ports"]) {
    if (integer_member(port, "nodePort") != 0)
      of_number.emplace(integer_member(port, "port"), integer_member(port, "nodePort"));
  }
  for (std::size_t i = 0; i < spec["ports"].size(); ++i) {
    Json& port = spec["ports"][i];
    const FieldPath path = FieldPath("spec.ports").index(i).child("nodePort");
    const std::int64_t wanted = integer_member(port, "nodePort");
    std::int64_t& shared = of_number[integer_member(port, "port")];
    if (wanted == 0) {
      if (!gets_node_ports(spec)) continue;
      const bool is_shared = before.is_null() && shared != 0;
      const std::int64_t found = is_shared ? shared : free_node_port(own);
      if (found == 0) return errors.invalid_value(path, Json(0), "failed to allocate a nodePort: range is full");
      own.insert(found);
      port["nodePort"] = found;
    } else if (own_before.contains(wanted)) {
      continue;
    } else if (wanted < kFirstNodePort || wanted > kLastNodePort) {
      return errors.invalid_value(path, Json(wanted),
                                  "provided port is not in the valid range. The range of valid ports is 30000-32767");
    } else if (node_ports_.contains(wanted) || is_repeated(spec, i)) {
      return errors.invalid_value(path, Json(wanted), "provided port is already allocated");
    }
    shared = integer_member(port, "nodePort");
  }
}

void ServiceAddresses::note(const Event& event) {
  const auto read = [](const VersionPtr& version) {
    auto json = kube::parse_json(version->text.document());
    return json ? std::move(*json) : Json();
  };
  if (event.previous) {
    const Json before = read(event.previous);
    if (const auto ip = parse_ipv4(string_member(member(before, "spec"), "clusterIP"))) cluster_ips_.erase(*ip);
    for (std::int64_t port : all_node_ports_of(before)) node_ports_.erase(port);
  }
  if (event.type == ChangeType::kDeleted) return;
  const Json now = read(event.object);
  if (const auto ip = parse_ipv4(string_member(member(now, "spec"), "clusterIP"))) {
    cluster_ips_.insert(*ip);
    // A fixed one, such as that of the Service `kubernetes`, says nothing about where to go on.
    if (*ip >= kFirstClusterIp) last_cluster_ip_ = *ip;
  }
  for (std::int64_t port : all_node_ports_of(now)) {
    node_ports_.insert(port);
    last_node_port_ = port;
  }
}

// The next one behind the last that was given, so that an address does not come back soon after a Service is gone.
std::uint32_t ServiceAddresses::free_cluster_ip() const {
  std::uint32_t candidate = last_cluster_ip_;
  for (std::size_t tries = 0; tries <= cluster_ips_.size(); ++tries) {
    candidate = candidate < kFirstClusterIp || candidate >= kLastClusterIp ? kFirstClusterIp : candidate + 1;
    if (!cluster_ips_.contains(candidate)) return candidate;
  }
  return 0;
}

std::int64_t ServiceAddresses::free_node_port(const std::set<std::int64_t>& also_taken) const {
  std::int64_t candidate = last_node_port_;
  for (std::int64_t tries = 0; tries <= kLastNodePort - kFirstNodePort; ++tries) {
    candidate = candidate < kFirstNodePort || candidate >= kLastNodePort ? kFirstNodePort : candidate + 1;
    if (!node_ports_.contains(candidate) && !also_taken.contains(candidate)) return candidate;
  }
  return 0;
}

}  // namespace gauntlet::fakeapiserver
