// Duplicate fields: JSON objects that name a member twice. The last one wins, and strict clients want to hear of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

// More fields are not complained about, so that an answer never is much larger than what was asked (sigs.k8s.io/json
// has the same limit).
inline constexpr std::size_t kMostFieldComplaints = 100;

// Paths as the API words them ("spec.ports[0].name"), each once, in the order found. `json` is well-formed.
std::vector<std::string> find_duplicate_fields(std::string_view json);

// What a server says of the fields that nobody knows (their paths) and of those that come twice, in the order in which
// they stand in the text; then those that do not stand there. Of a text that is no JSON, all that come twice first.
std::vector<std::string> field_complaints(std::string_view json, const std::vector<std::string>& unknown,
                                          const std::vector<std::string>& twice);

}  // namespace gauntlet::fakeapiserver
