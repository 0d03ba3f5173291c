// Defaulting and validation of EndpointSlice (discovery.k8s.io/v1). One declared deviation: loopback addresses are
// accepted, since the pods of this cluster live there.
#include "fakeapiserver/rules/kind_rules.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr std::size_t kMostEndpoints = 1000;
constexpr std::size_t kMostAddresses = 100;
constexpr std::size_t kMostPorts = 100;
constexpr std::uint32_t kLinkLocal = 169u << 8 | 254u;  // 169.254.0.0/16

void set_defaults(Json& object) {
  if (!object.contains("ports")) return;
  for (Json& port : object["ports"]) {
    if (!port.contains("name")) port["name"] = "";
    if (!port.contains("protocol")) port["protocol"] = "TCP";
  }
}

void validate_address(std::string_view address, std::string_view family, const FieldPath& path, FieldErrors& errors) {
  if (family == "FQDN") {
    errors.invalid(path, address, check_dns1123_subdomain(address));
    return;
  }
  if (family == "IPv6") {
    if (!is_ipv6(address)) errors.invalid(path, address, "must be an IPv6 address");
    return;
  }
  const auto number = parse_ipv4(address);
  if (!number) {
    errors.invalid(path, address, "must be an IPv4 address");
  } else if (*number == 0) {
    errors.invalid(path, address, "may not be unspecified (0.0.0.0)");
  } else if (*number >> 16 == kLinkLocal) {
    errors.invalid(path, address, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  } else if (*number >> 8 == (224u << 16)) {
    errors.invalid(path, address, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
  }
}

void validate_endpoint(const Json& endpoint, std::string_view family, const FieldPath& path, FieldErrors& errors) {
  const Json& addresses = member(endpoint, "addresses");
  if (addresses.empty()) {
    errors.required(path.child("addresses"), "must contain at least 1 address");
  } else if (addresses.size() > kMostAddresses) {
    errors.too_many(path.child("addresses"), addresses.size(), kMostAddresses);
  }
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    validate_address(addresses[i].get_ref<const std::string&>(), family, path.child("addresses").index(i), errors);
  }
  if (endpoint.contains("hostname")) {
    const std::string_view hostname = string_member(endpoint, "hostname");
    errors.invalid(path.child("hostname"), hostname, check_dns1123_label(hostname));
  }
}

void validate_ports(const Json& ports, FieldErrors& errors) {
  const FieldPath path("ports");
  if (ports.size() > kMostPorts) {
    errors.too_many(path, ports.size(), kMostPorts);
    return;
  }
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const std::string_view name = string_member(ports[i], "name");
    if (!name.empty()) errors.invalid(path.index(i).child("name"), name, check_dns1123_label(name));
    if (!names.insert(name).second) errors.duplicate(path.index(i).child("name"), name);
    const std::string_view protocol = string_member(ports[i], "protocol");
    if (protocol != "TCP" && protocol != "UDP" && protocol != "SCTP") {
      errors.not_supported(path.index(i).child("protocol"), protocol, {"SCTP", "TCP", "UDP"});
    }
    if (ports[i].contains("appProtocol")) {
      const std::string_view protocol_name = string_member(ports[i], "appProtocol");
      errors.invalid(path.index(i).child("appProtocol"), protocol_name, check_qualified_name(protocol_name));
    }
  }
}

void validate(const Json& slice, FieldErrors& errors) {
  const std::string_view family = string_member(slice, "addressType");
  if (family.empty()) {
    errors.required("addressType");
  } else if (family != "IPv4" && family != "IPv6" && family != "FQDN") {
    errors.not_supported("addressType", family, {"FQDN", "IPv4", "IPv6"});
  }
  const Json& endpoints = member(slice, "endpoints");
  if (endpoints.size() > kMostEndpoints) {
    errors.too_many("endpoints", endpoints.size(), kMostEndpoints);
  } else {
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
      validate_endpoint(endpoints[i], family, FieldPath("endpoints").index(i), errors);
    }
  }
  validate_ports(member(slice, "ports"), errors);
}

void validate_update(const Json& slice, const Json& old, FieldErrors& errors) {
  validate(slice, errors);
  const std::string_view family = string_member(slice, "addressType");
  if (family != string_member(old, "addressType")) errors.invalid("addressType", family, "field is immutable");
}

}  // namespace

const KindRules& endpoint_slice_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.set_defaults = set_defaults;
    r.validate = validate;
    r.validate_update = validate_update;
    return r;
  }();
  return rules;
}

}  // namespace gauntlet::fakeapiserver
