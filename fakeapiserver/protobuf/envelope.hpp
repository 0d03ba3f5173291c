// The envelope of a protobuf body: "k8s\0" and a runtime.Unknown, which says the kind and holds the message of the
// object (apimachinery, pkg/runtime/serializer/protobuf).
#pragma once

#include "foundation/base/result.hpp"

#include <string_view>

namespace gauntlet::fakeapiserver::protobuf {

// Looks into the body.
struct Envelope {
  std::string_view api_version;  // empty: that of the endpoint
  std::string_view kind;         // likewise
  std::string_view message;      // empty: an empty object
};

// kBadRequest in the words of Go's decoder.
base::Result<Envelope> read_envelope(std::string_view body);

}  // namespace gauntlet::fakeapiserver::protobuf
