// Decoder of protobuf messages by the schema: the object that Go would write as JSON after reading the same message, so
// that it does not matter in which of the two a client writes. Fields that the schema does not know are skipped.
#pragma once

#include "fakeapiserver/schema/schema.hpp"
#include "foundation/base/result.hpp"
#include "foundation/kube/object.hpp"

#include <cstddef>
#include <string_view>

namespace gauntlet::fakeapiserver::protobuf {

// Schemas of custom kinds nest, with two or three messages a level.
inline constexpr int kMostDepth = 256;
// Items of lists and entries of maps in one object: what makes memory grow. A ConfigMap of 1 MiB of the shortest keys
// has 100,000.
inline constexpr std::size_t kMostItems = 250'000;

// Without kind and apiVersion, which the envelope holds. kBadRequest in the words of Go's decoder.
base::Result<kube::Json> decode_message(const StructType& type, std::string_view message);

}  // namespace gauntlet::fakeapiserver::protobuf
