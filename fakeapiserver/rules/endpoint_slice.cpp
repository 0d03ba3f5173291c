// Defaulting and validation of EndpointSlice (discovery.k8s.io/v1). One declared deviation: loopback addresses are
// accepted, since the pods of this cluster live there.
#include "fakeapiserver/rules/ip_address.hpp"
#include "fakeapiserver/rules/kind_rules.hpp"
#include "foundation/base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr std::size_t kMostSliceEndpoints = 1000;
constexpr std::size_t kMostAddresses = 100;
constexpr std::size_t kMostPorts = 20000;
constexpr std::size_t kMostHints = 8;
constexpr std::size_t kMostTopologyLabels = 16;

void set_slice_defaults(Json& object) {
  if (!object.contains("ports")) return;
  for (Json& port : object["ports"]) {
    if (!port.contains("name")) port["name"] = "";
    if (!port.contains("protocol")) port["protocol"] = "TCP";
  }
}

void validate_domain(std::string_view name, const FieldPath& path, FieldErrors& errors) {
  if (name.empty()) return errors.required(path);
  if (name.ends_with('.')) name.remove_suffix(1);
  const Complaints complaints = check_dns1123_subdomain(name);
  if (!complaints.empty()) return errors.invalid(path, name, fmt::format("{}", fmt::join(complaints, ",")));
  if (name.find('.') == std::string_view::npos) {
    return errors.invalid(path, name, "should be a domain with at least two segments separated by dots");
  }
  for (const std::string_view label : base::split(name, '.')) {
    const Complaints of_label = check_dns1123_label(label);
    if (!of_label.empty()) return errors.invalid(path, label, fmt::format("{}", fmt::join(of_label, ",")));
  }
}

// `list` is the path of all addresses, where a server says that one has the wrong family.
void validate_address(std::string_view address, std::string_view family, const FieldPath& list, std::size_t index,
                      FieldErrors& errors) {
  const FieldPath path = list.index(index);
  if (family == "FQDN") return validate_domain(address, path, errors);
  if (family != "IPv4" && family != "IPv6") return;  // what it would have to be is not known
  if (!is_ip_address(address)) return errors.invalid(path, address, kNoIpAddress);
  const std::string canonical = family == "IPv6" ? canonical_ip(address) : std::string(address);
  if (canonical != address) {
    return errors.invalid(path, address, "must be in canonical form (" + quoted_text(canonical) + ")");
  }
  if (is_ipv6(address) != (family == "IPv6")) {
    errors.invalid(list, address, "must be an " + std::string(family) + " address");
  }
  validate_endpoint_ip(address, path, errors);
}

template <typename Check>
void validate_hints(const Json& hints, const FieldPath& path, Check check, FieldErrors& errors) {
  if (hints.size() > kMostHints) return errors.too_many(path, hints.size(), kMostHints);
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < hints.size(); ++i) {
    const std::string_view name = string_member(hints[i], "name");
    const FieldPath at = path.index(i).child("name");
    if (!names.insert(name).second) errors.duplicate(at, name);
    errors.invalid(at, name, check(name));
  }
}

void validate_topology(const Json& labels, const FieldPath& path, FieldErrors& errors) {
  if (labels.size() > kMostTopologyLabels) errors.too_many(path, labels.size(), kMostTopologyLabels);
  for (const auto& [key, value] : labels.items()) {
    errors.invalid(path, key, check_qualified_name(key));
    const auto& text = value.get_ref<const std::string&>();
    errors.invalid(path, text, check_label_value(text));
  }
}

void validate_endpoint(const Json& endpoint, std::string_view family, const FieldPath& path, FieldErrors& errors) {
  const Json& addresses = member(endpoint, "addresses");
  const FieldPath list = path.child("addresses");
  if (addresses.empty()) {
    errors.required(list, "must contain at least 1 address");
  } else if (addresses.size() > kMostAddresses) {
    errors.too_many(list, addresses.size(), kMostAddresses);
  }
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    validate_address(addresses[i].get_ref<const std::string&>(), family, list, i, errors);
  }
  if (endpoint.contains("nodeName")) {
    const std::string_view node = string_member(endpoint, "nodeName");
    errors.invalid(path.child("nodeName"), node, check_dns1123_subdomain(node));
  }
  validate_topology(member(endpoint, "deprecatedTopology"), path.child("deprecatedTopology"), errors);
  if (endpoint.contains("hostname")) {
    const std::string_view hostname = string_member(endpoint, "hostname");
    errors.invalid(path.child("hostname"), hostname, check_dns1123_label(hostname));
  }
  const Json& hints = member(endpoint, "hints");
  const FieldPath at = path.child("hints");
  validate_hints(member(hints, "forZones"), at.child("forZones"), check_label_value, errors);
  validate_hints(member(hints, "forNodes"), at.child("forNodes"), check_dns1123_subdomain, errors);
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

void validate_slice(const Json& slice, FieldErrors& errors) {
  const std::string_view family = string_member(slice, "addressType");
  if (family.empty()) {
    errors.required("addressType");
  } else if (family != "IPv4" && family != "IPv6" && family != "FQDN") {
    errors.not_supported("addressType", family, {"FQDN", "IPv4", "IPv6"});
  }
  validate_ports(member(slice, "ports"), errors);
  const Json& endpoints = member(slice, "endpoints");
  if (endpoints.size() > kMostSliceEndpoints) {
    errors.too_many("endpoints", endpoints.size(), kMostSliceEndpoints);
  } else {
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
      validate_endpoint(endpoints[i], family, FieldPath("endpoints").index(i), errors);
    }
  }
}

void validate_slice_update(const Json& slice, const Json& old, FieldErrors& errors) {
  validate_slice(slice, errors);
  const std::string_view family = string_member(slice, "addressType");
  if (family != string_member(old, "addressType")) errors.invalid("addressType", family, "field is immutable");
}

}  // namespace

const KindRules& endpoint_slice_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.set_defaults = set_slice_defaults;
    r.validate = validate_slice;
    r.validate_update = validate_slice_update;
    r.metadata_on_update = MetadataOnUpdate::kWhole;
    return r;
  }();
  return rules;
}

}  // namespace gauntlet::fakeapiserver
