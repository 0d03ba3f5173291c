// Defaulting and validation of Endpoints (core/v1); loopback addresses are accepted as in EndpointSlices. Subsets are
// kept as they are written (an API server would repack and sort them).
#include "fakeapiserver/rules/ip_address.hpp"
#include "fakeapiserver/rules/kind_rules.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

enum class NameNeeded { kNo, kYes };  // it is, where there are several ports

void set_endpoints_defaults(Json& object) {
  if (!object.contains("subsets")) return;
  for (Json& subset : object["subsets"]) {
    if (!subset.contains("ports")) continue;
    for (Json& port : subset["ports"]) {
      if (!port.contains("protocol")) port["protocol"] = "TCP";
    }
  }
}

void validate_address(const Json& address, const FieldPath& path, FieldErrors& errors) {
  const std::string_view ip = string_member(address, "ip");
  if (!is_ip_address(ip)) errors.invalid(path.child("ip"), ip, kNoIpAddress);
  const std::string_view hostname = string_member(address, "hostname");
  if (!hostname.empty()) errors.invalid(path.child("hostname"), hostname, check_dns1123_label(hostname));
  if (address.contains("nodeName")) {
    const std::string_view node = string_member(address, "nodeName");
    errors.invalid(path.child("nodeName"), node, check_dns1123_subdomain(node));
  }
  validate_endpoint_ip(ip, path.child("ip"), errors);
}

void validate_port(const Json& port, NameNeeded name_needed, const FieldPath& path, FieldErrors& errors) {
  const std::string_view name = string_member(port, "name");
  if (!name.empty()) {
    errors.invalid(path.child("name"), name, check_dns1123_label(name));
  } else if (name_needed == NameNeeded::kYes) {
    errors.required(path.child("name"));
  }
  const auto number = port.value("port", std::int64_t{0});
  for (const std::string& complaint : check_port_number(number)) {
    errors.invalid_value(path.child("port"), Json(number), complaint);
  }
  const std::string_view protocol = string_member(port, "protocol");
  if (protocol != "TCP" && protocol != "UDP" && protocol != "SCTP") {
    errors.not_supported(path.child("protocol"), protocol, {"SCTP", "TCP", "UDP"});
  }
  if (!port.contains("appProtocol")) return;
  const std::string_view application = string_member(port, "appProtocol");
  errors.invalid(path.child("appProtocol"), application, check_qualified_name(application));
}

void validate_subset(const Json& subset, const FieldPath& path, FieldErrors& errors) {
  if (member(subset, "addresses").empty() && member(subset, "notReadyAddresses").empty()) {
    errors.required(path, "must specify `addresses` or `notReadyAddresses`");
  }
  for (const char* key : {"addresses", "notReadyAddresses"}) {
    const Json& addresses = member(subset, key);
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      validate_address(addresses[i], path.child(key).index(i), errors);
    }
  }
  const Json& ports = member(subset, "ports");
  const NameNeeded name_needed = ports.size() > 1 ? NameNeeded::kYes : NameNeeded::kNo;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    validate_port(ports[i], name_needed, path.child("ports").index(i), errors);
  }
}

void validate_endpoints(const Json& object, FieldErrors& errors) {
  const Json& subsets = member(object, "subsets");
  for (std::size_t i = 0; i < subsets.size(); ++i) validate_subset(subsets[i], FieldPath("subsets").index(i), errors);
}

}  // namespace

const KindRules& endpoints_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.set_defaults = set_endpoints_defaults;
    r.validate = validate_endpoints;
    r.metadata_on_update = MetadataOnUpdate::kBoth;
    return r;
  }();
  return rules;
}

}  // namespace gauntlet::fakeapiserver
