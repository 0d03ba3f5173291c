// The body of a request as JSON, whatever it is encoded in. The seam for further encodings: body_encoding() names them,
// read_body() decodes them.
#pragma once

#include "fakeapiserver/outcome.hpp"
#include "foundation/kube/object.hpp"
#include "foundation/kube/resource.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

// What an endpoint takes; encodings that carry no names of fields decode by it.
struct ExpectedKind {
  kube::GroupVersion group_version;
  std::string_view kind;
};

// 415 for an encoding that is not understood, 400 for a body that is broken. The paths of fields that it names twice
// are added to `duplicate_fields`.
Outcome<kube::Json> read_body(std::string_view content_type, std::string_view body, const ExpectedKind& expected,
                              std::vector<std::string>& duplicate_fields);

}  // namespace gauntlet::fakeapiserver
