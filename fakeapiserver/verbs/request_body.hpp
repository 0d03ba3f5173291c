// The body of a request as JSON, whatever it is encoded in. body_encoding() names the encodings, read_body() decodes.
#pragma once

#include "fakeapiserver/outcome.hpp"
#include "fakeapiserver/resource_registry.hpp"
#include "foundation/kube/object.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

// What an endpoint takes. Protobuf carries no names of fields and is decoded by the schema; a kind whose schema has no
// numbers, as a custom one, has no protobuf.
struct ExpectedKind {
  std::string_view kind;
  const StructType* schema = nullptr;
};
ExpectedKind expected_kind(const ResourceRow& row);
// Of apimachinery or a group's Go package: {"io.k8s.api.autoscaling.v1", "Scale"}.
ExpectedKind expected_kind(std::string_view package, std::string_view kind);

// As Go's decoder of JSON names a type.
std::string go_json_type(const kube::Json& value);
// What a parser complained of, in the words of Go where those are known: that the text was cut.
std::string json_complaint(std::string_view why);

// 415 for an encoding that is not understood, 400 for a body that is broken. The paths of fields that it names twice
// are added to `duplicate_fields`.
Outcome<kube::Json> read_body(std::string_view content_type, std::string_view body, const ExpectedKind& expected,
                              std::vector<std::string>& duplicate_fields);

// JSON of a client: refused where it has more values than any object needs, for in memory each is many times as large
// as in the text.
base::Result<kube::Json> parse_request_json(std::string_view body);

}  // namespace gauntlet::fakeapiserver
