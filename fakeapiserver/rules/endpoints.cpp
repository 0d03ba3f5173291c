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

void set_defaults(Json& object) {
  if (!object.contains("subsets")) return;
  for (Json& subset : object["subsets"]) {
    if (!subset.contains("ports")) continue;
    for (Json& port : subset["ports"]) {
      if (!port.contains("protocol")) port["protocol"] = "TCP";
    }
  }
}

void validate_subset(const Json& subset, const FieldPath& path, FieldErrors& errors) {
  if (member(subset, "addresses").empty() && member(subset, "notReadyAddresses").empty()) {
    errors.required(path, "must specify `addresses` or `notReadyAddresses`");
  }
  for (const char* key : {"addresses", "notReadyAddresses"}) {
    const Json& addresses = member(subset, key);
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      const std::string_view ip = string_member(addresses[i], "ip");
      if (!is_ip_address(ip)) errors.invalid(path.child(key).index(i).child("ip"), ip, kNoIpAddress);
    }
  }
  const Json& ports = member(subset, "ports");
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const FieldPath at = path.child("ports").index(i);
    const std::string_view name = string_member(ports[i], "name");
    if (name.empty() && ports.size() > 1) errors.required(at.child("name"));
    if (!name.empty()) errors.invalid(at.child("name"), name, check_dns1123_label(name));
    const auto number = ports[i].value("port", std::int64_t{0});
    for (const std::string& complaint : check_port_number(number)) {
      errors.invalid_value(at.child("port"), Json(number), complaint);
    }
  }
}

void validate(const Json& object, FieldErrors& errors) {
  const Json& subsets = member(object, "subsets");
  for (std::size_t i = 0; i < subsets.size(); ++i) validate_subset(subsets[i], FieldPath("subsets").index(i), errors);
}

}  // namespace

const KindRules& endpoints_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.set_defaults = set_defaults;
    r.validate = validate;
    return r;
  }();
  return rules;
}

}  // namespace gauntlet::fakeapiserver
