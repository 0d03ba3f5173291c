// PodAddresses: fills ${ip.BACKEND.POD} into objects once the pods have their addresses.
#pragma once

#include "foundation/kube/client.hpp"
#include "harness/scenario/scenario.hpp"

#include <map>
#include <string>

namespace gauntlet::scenario {

using PodAddresses = std::map<std::string, std::string>;  // "ip.a.0" -> address

// Whether a text holds such a variable.
bool names_pod_address(std::string_view text);
// Variables without an address stay as they are.
std::string with_pod_addresses(std::string text, const PodAddresses& addresses);
kube::Object with_pod_addresses(const kube::Object& object, const PodAddresses& addresses);

// Of the pods of these backends that have one; each is found by the annotation with its number.
net::Awaitable<base::Result<PodAddresses>> read_pod_addresses(kube::Client& client,
                                                              const std::vector<Backend>& backends,
                                                              base::Deadline deadline);

}  // namespace gauntlet::scenario
