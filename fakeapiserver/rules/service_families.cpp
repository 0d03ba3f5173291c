#include "fakeapiserver/rules/service_families.hpp"

#include "fakeapiserver/rules/ip_address.hpp"
#include "fakeapiserver/rules/names.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

const FieldPath kAddresses("spec.clusterIPs");

// The single address is the first of the list.
void validate_sameness(const Json& spec, FieldErrors& errors) {
  const std::string_view one = string_member(spec, "clusterIP");
  const Json& all = member(spec, "clusterIPs");
  if (one.empty()) {
    if (!all.empty()) errors.invalid_value(kAddresses, all, "must be empty when `clusterIP` is not specified");
  } else if (all.empty()) {
    errors.required(kAddresses);
  } else if (all[0] != one) {
    errors.invalid_value(kAddresses, all, "first value must match `clusterIP`");
  }
}

void validate_families(const Json& spec, FieldErrors& errors) {
  std::set<std::string_view> seen;
  const Json& families = member(spec, "ipFamilies");
  for (std::size_t i = 0; i < families.size(); ++i) {
    const FieldPath at = FieldPath("spec.ipFamilies").index(i);
    const auto& family = families[i].get_ref<const std::string&>();
    if (family != "IPv4" && family != "IPv6") errors.not_supported(at, family, {"IPv4", "IPv6"});
    if (!seen.insert(family).second) errors.duplicate(at, family);
  }
  const std::string_view policy = string_member(spec, "ipFamilyPolicy");
  if (spec.contains("ipFamilyPolicy") && policy != "SingleStack" && policy != "PreferDualStack" &&
      policy != "RequireDualStack") {
    errors.not_supported("spec.ipFamilyPolicy", policy, {"PreferDualStack", "RequireDualStack", "SingleStack"});
  }
}

// Whether each address is one; what else is wrong with them is said only then.
bool validate_each(const Json& addresses, FieldErrors& errors) {
  bool good = true;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const auto& address = addresses[i].get_ref<const std::string&>();
    if (i == 0 && address == "None") {
      if (addresses.size() > 1) {
        errors.invalid_value(kAddresses, addresses, "'None' must be the first and only value");
        good = false;
      }
    } else if (!is_ip_address(address)) {
      errors.invalid(kAddresses.index(i), address, kNoIpAddress);
      good = false;
    }
  }
  if (addresses.size() > 2) errors.invalid_value(kAddresses, addresses, "may only hold up to 2 values");
  return good;
}

}  // namespace

void validate_service_families(const Json& spec, FieldErrors& errors) {
  if (string_member(spec, "type") == "ExternalName") return;
  validate_sameness(spec, errors);
  validate_families(spec, errors);
  const Json& addresses = member(spec, "clusterIPs");
  if (!validate_each(addresses, errors) || addresses.empty() || addresses[0] == "None") return;
  const auto is_six = [&](std::size_t i) { return is_ipv6(addresses[i].get_ref<const std::string&>()); };
  if (addresses.size() > 1 && (addresses.size() > 2 || is_six(0) == is_six(1))) {
    errors.invalid_value(kAddresses, addresses, "may specify no more than one IP for each IP family");
  }
  const Json& families = member(spec, "ipFamilies");
  for (std::size_t i = 0; i < addresses.size() && i < families.size(); ++i) {
    if ((families[i] == "IPv4" && is_six(i)) || (families[i] == "IPv6" && !is_six(i))) {
      errors.invalid(kAddresses.index(i), addresses[i].get_ref<const std::string&>(),
                     "expected an " + families[i].get<std::string>() + " value as indicated by `ipFamilies[" +
                         std::to_string(i) + "]`");
    }
  }
}

}  // namespace gauntlet::fakeapiserver
