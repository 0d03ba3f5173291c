// The body of a request as JSON, whatever its encoding.
#pragma once

#include "fakeapiserver/outcome.hpp"

#include <string_view>

namespace gauntlet::fakeapiserver {

// 415 for encodings that are not read, 400 for what is not JSON or YAML.
Outcome<kube::Json> read_body(std::string_view content_type, std::string_view body);

}  // namespace gauntlet::fakeapiserver
