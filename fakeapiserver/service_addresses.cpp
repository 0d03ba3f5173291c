#include "fakeapiserver/service_addresses.hpp"

#include "fakeapiserver/rules/names.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr std::uint32_t kFirstClusterIp = (127u << 24 | 96u << 16) + 10;  // the first few are left to fixed services
constexpr std::uint32_t kLastClusterIp = (127u << 24 | 96u << 16) + 0xfffe;
constexpr std::uint32_t kNetworkMask = 0xffff0000;
constexpr std::int64_t kFirstNodePort = 30000;
constexpr std::int64_t kLastNodePort = 32767;

std::string_view type_of(const Json& service) {
  const std::string_view type = string_member(member(service, "spec"), "type");
  return type.empty() ? "ClusterIP" : type;
}

bool has_node_ports(const Json& service) {
  const std::string_view type = type_of(service);
  return type == "NodePort" ||
         (type == "LoadBalancer" && member(member(service, "spec"), "allocateLoadBalancerNodePorts") != Json(false));
}

bool has_cluster_ip(const Json& service) {
  return type_of(service) != "ExternalName";
}

std::int64_t number_of(const Json& port, const char* key) {
  return port.value(key, std::int64_t{0});
}

// A port without protocol is a TCP port.
bool is_same_port(const Json& a, const Json& b) {
  const auto protocol = [](const Json& port) {
    const std::string_view name = string_member(port, "protocol");
    return name.empty() ? std::string_view("TCP") : name;
  };
  return number_of(a, "port") == number_of(b, "port") && protocol(a) == protocol(b);
}

void drop_node_ports(Json& spec) {
  if (!spec.contains("ports")) return;
  for (Json& port : spec["ports"]) port.erase("nodePort");
}

void carry_node_ports(Json& next, const Json& old) {
  if (!next["spec"].contains("ports")) return;
  for (Json& port : next["spec"]["ports"]) {
    if (port.contains("nodePort")) continue;
    for (const Json& before : member(member(old, "spec"), "ports")) {
      if (is_same_port(port, before) && before.contains("nodePort")) port["nodePort"] = before["nodePort"];
    }
  }
}

std::set<std::int64_t> node_ports_of(const Json& service) {
  std::set<std::int64_t> ports;
  for (const Json& port : member(member(service, "spec"), "ports")) {
    if (number_of(port, "nodePort") != 0) ports.insert(number_of(port, "nodePort"));
  }
  return ports;
}

}  // namespace

void ServiceAddresses::begin_at(std::uint64_t place) {
  constexpr std::uint32_t kPlaces = (kLastClusterIp - kFirstClusterIp) / 4 * 3;
  last_cluster_ip_ = kFirstClusterIp + static_cast<std::uint32_t>(place % kPlaces);
}

void ServiceAddresses::carry_over(Json& next, const Json& old) const {
  Json& spec = next["spec"];
  const Json& before = member(old, "spec");
  if (!has_cluster_ip(next)) {
    for (const char* key : {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"}) {
      if (member(spec, key) == member(before, key)) spec.erase(key);
    }
  } else if (has_cluster_ip(old) && string_member(spec, "clusterIP").empty() && !spec.contains("clusterIPs")) {
    for (const char* key : {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
      if (!spec.contains(key) && before.contains(key)) spec[key] = before[key];
    }
  }
  if (has_node_ports(next)) {
    carry_node_ports(next, old);
  } else if (has_node_ports(old) && node_ports_of(next) == node_ports_of(old)) {
    drop_node_ports(spec);
  }
  if (string_member(spec, "type") == string_member(before, "type") && !spec.contains("healthCheckNodePort") &&
      before.contains("healthCheckNodePort")) {
    spec["healthCheckNodePort"] = before["healthCheckNodePort"];
  }
}

void ServiceAddresses::assign(Json& service, const Json* old, FieldErrors& errors) const {
  Json& spec = service["spec"];
  if (has_cluster_ip(service)) {
    if (string_member(spec, "clusterIP").empty() && !member(spec, "clusterIPs").empty()) {
      spec["clusterIP"] = spec["clusterIPs"][0];
    }
    const std::string wanted(string_member(spec, "clusterIP"));
    const bool has_it_already = old && string_member(member(*old, "spec"), "clusterIP") == wanted;
    if (wanted.empty()) {
      const std::uint32_t found = free_cluster_ip();
      if (found == 0) errors.invalid("spec.clusterIPs", "", "failed to allocate IP: range is full");
      spec["clusterIP"] = format_ipv4(found);
    } else if (wanted != "None" && !has_it_already) {
      const auto address = parse_ipv4(wanted);
      if (!address || (*address & kNetworkMask) != (kFirstClusterIp & kNetworkMask)) {
        errors.invalid("spec.clusterIPs", wanted,
                       "failed to allocate IP " + wanted + ": the provided network does not match the current range");
      } else if (cluster_ips_.contains(*address)) {
        errors.invalid("spec.clusterIPs", wanted,
                       "failed to allocate IP " + wanted + ": provided IP is already allocated");
      }
    }
    spec["clusterIPs"] = Json::array({spec["clusterIP"]});
  }
  if (!has_node_ports(service) || !spec.contains("ports")) return;
  const std::set<std::int64_t> own_before = old ? node_ports_of(*old) : std::set<std::int64_t>();
  std::set<std::int64_t> own = node_ports_of(service);
  for (std::size_t i = 0; i < spec["ports"].size(); ++i) {
    Json& port = spec["ports"][i];
    const FieldPath path = FieldPath("spec.ports").index(i).child("nodePort");
    const std::int64_t wanted = number_of(port, "nodePort");
    if (wanted == 0) {
      const std::int64_t found = free_node_port(own);
      if (found == 0) errors.invalid_value(path, Json(0), "failed to allocate a nodePort: range is full");
      own.insert(found);
      port["nodePort"] = found;
    } else if (wanted < kFirstNodePort || wanted > kLastNodePort) {
      errors.invalid_value(path, Json(wanted),
                           "provided port is not in the valid range. The range of valid ports is 30000-32767");
    } else if (node_ports_.contains(wanted) && !own_before.contains(wanted)) {
      errors.invalid_value(path, Json(wanted), "provided port is already allocated");
    }
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
    for (std::int64_t port : node_ports_of(before)) node_ports_.erase(port);
  }
  if (event.type == ChangeType::kDeleted) return;
  const Json now = read(event.object);
  if (const auto ip = parse_ipv4(string_member(member(now, "spec"), "clusterIP"))) {
    cluster_ips_.insert(*ip);
    // A fixed one, such as that of the Service `kubernetes`, says nothing about where to go on.
    if (*ip >= kFirstClusterIp) last_cluster_ip_ = *ip;
  }
  for (std::int64_t port : node_ports_of(now)) {
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
