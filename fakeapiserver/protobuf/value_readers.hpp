// How single values stand in protobuf and what their JSON is: strings, numbers, and the messages of apimachinery that
// JSON shows as one value (Quantity, Time, MicroTime, IntOrString, RawExtension, FieldsV1, ExtraValue).
#pragma once

#include "fakeapiserver/schema/schema.hpp"
#include "foundation/base/result.hpp"
#include "foundation/kube/object.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace gauntlet::fakeapiserver::protobuf {

// Invalid UTF-8 becomes U+FFFD, as when Go writes the JSON.
std::string valid_text(std::string_view bytes);
// kInt (the lower 32 bits), kLong or kBool.
kube::Json read_scalar(Shape shape, std::uint64_t varint);
// Eight bytes; kBadRequest for what JSON has no number for.
base::Result<kube::Json> read_double(std::string_view payload);
// Any other shape but kStruct. A null value where JSON has none (a zero time). kBadRequest for what cannot be read.
base::Result<kube::Json> read_value(Shape shape, std::string_view payload);

}  // namespace gauntlet::fakeapiserver::protobuf
