#include "fakeapiserver/rules/loopback.hpp"

#include "fakeapiserver/rules/ip_address.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

void refuse(std::string_view address, const FieldPath& path, FieldErrors& errors) {
  if (is_loopback_ip(address)) errors.invalid(path, address, kLoopbackAddress);
}

void refuse_in_slice(const Json& endpoints, FieldErrors& errors) {
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    const FieldPath path = FieldPath("endpoints").index(i).child("addresses");
    const Json& addresses = member(endpoints[i], "addresses");
    for (std::size_t j = 0; j < addresses.size(); ++j) {
      refuse(addresses[j].get_ref<const std::string&>(), path.index(j), errors);
    }
  }
}

void refuse_in_subsets(const Json& subsets, FieldErrors& errors) {
  for (std::size_t i = 0; i < subsets.size(); ++i) {
    for (const char* list : {"addresses", "notReadyAddresses"}) {
      const FieldPath path = FieldPath("subsets").index(i).child(list);
      const Json& addresses = member(subsets[i], list);
      for (std::size_t j = 0; j < addresses.size(); ++j) {
        refuse(string_member(addresses[j], "ip"), path.index(j).child("ip"), errors);
      }
    }
  }
}

}  // namespace

void refuse_loopback_endpoints(const Json& object, FieldErrors& errors) {
  const std::string_view kind = string_member(object, "kind");
  if (kind == "EndpointSlice") refuse_in_slice(member(object, "endpoints"), errors);
  if (kind == "Endpoints") refuse_in_subsets(member(object, "subsets"), errors);
}

}  // namespace gauntlet::fakeapiserver
