// Decoder: an object as a client sent it, held against the schema: types checked, unknown fields left out and reported,
// null and empty values dropped where the API drops them (Go's omitempty), so that equal objects have equal text.
#pragma once

#include "fakeapiserver/schema/schema.hpp"
#include "foundation/base/result.hpp"
#include "foundation/kube/object.hpp"

#include <string>
#include <vector>

namespace gauntlet::fakeapiserver {

// `json` becomes what is stored; kind and apiVersion at the top are kept. The paths of unknown fields are added to
// `unknown_fields` ("spec.foo"). kBadRequest in the words of Go's decoder where a value has the wrong type.
base::Result<void> decode_object(const StructType& type, kube::Json& json, std::vector<std::string>& unknown_fields);

// As Go writes it: without a fraction where there is none.
kube::Json make_number(double value);

}  // namespace gauntlet::fakeapiserver
