#include "fakeapiserver/verbs/request_body.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/media_type.hpp"
#include "fakeapiserver/protobuf/envelope.hpp"
#include "fakeapiserver/protobuf/message_decoder.hpp"
#include "fakeapiserver/protobuf/value_readers.hpp"
#include "fakeapiserver/schema/duplicate_fields.hpp"
#include "foundation/kube/yaml_reader.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

constexpr std::size_t kMostValues = 250'000;  // as of items of lists and maps in protobuf

// Opening brackets and commas outside strings. A text that is no JSON may give any number; the parser says what is
// wrong with it.
std::size_t count_values(std::string_view text) {
  std::size_t values = 1;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[' || c == ',') {
      ++values;
    }
  }
  return values;
}

Outcome<kube::Json> read_yaml_body(std::string_view body) {
  kube::YamlLimits limits;
  limits.nodes = kMostValues;
  const kube::YamlStream stream = kube::read_yaml(body, limits);
  if (!stream.errors.empty()) {
    const kube::YamlError& error = stream.errors.front();
    return bad_request("yaml: line " + std::to_string(error.mark.line) + ": " + error.message);
  }
  if (stream.documents.size() != 1) return bad_request("the request body is not one YAML document");
  return kube::to_json(stream.documents.front());
}

kube::Status unrecognized(std::string_view kind, std::string_view why) {
  return bad_request("the object provided is unrecognized (must be of type " + std::string(kind) +
                     "): " + std::string(why));
}

// The beginning of a body that is no object, as the API server repeats it.
std::string summary(std::string_view body) {
  constexpr std::size_t kMost = 30;
  if (body.empty()) return "<empty>";
  const std::string_view shown = body.substr(0, kMost);
  std::string text(shown);
  if (body.front() != '{') {
    text.clear();
    for (const char c : shown) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  }
  return body.size() > kMost ? text + " ..." : text;
}

kube::Status not_json(std::string_view kind, std::string_view body, std::string_view why) {
  return unrecognized(
      kind, fmt::format("couldn't get version/kind; json parse error: {} ({})", json_complaint(why), summary(body)));
}

// Before its kind is known, an object has these two fields in Go.
kube::Status no_object(std::string_view kind, std::string_view body, std::string_view found) {
  constexpr std::string_view kWanted =
      R"(struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" })";
  return unrecognized(kind,
                      fmt::format("couldn't get version/kind; json parse error: json: cannot unmarshal {} into Go "
                                  "value of type {} ({})",
                                  found, kWanted, summary(body)));
}

// Kind and apiVersion stay away where the envelope does not name them, as in JSON.
Outcome<kube::Json> read_protobuf_body(std::string_view body, const ExpectedKind& expected) {
  if (!expected.schema || !expected.schema->has_protobuf()) {
    return unsupported_media_type(
        "the body of the request was in an unknown format - accepted media types include: application/json, "
        "application/yaml");
  }
  const auto envelope = protobuf::read_envelope(body);
  if (!envelope) return unrecognized(expected.kind, envelope.error().message());
  const std::string kind = protobuf::valid_text(envelope->kind);
  if (!kind.empty() && kind != expected.kind) {
    return unrecognized(expected.kind, "no " + std::string(expected.kind) + " but a " + quoted_text(kind));
  }
  auto object = protobuf::decode_message(*expected.schema, envelope->message);
  if (!object) return unrecognized(expected.kind, object.error().message());
  if (!kind.empty()) (*object)["kind"] = kind;
  if (!envelope->api_version.empty()) (*object)["apiVersion"] = protobuf::valid_text(envelope->api_version);
  return std::move(*object);
}

}  // namespace

base::Result<kube::Json> parse_request_json(std::string_view body) {
  if (count_values(body) > kMostValues) {
    return base::Error(base::Reason::kMalformed, "JSON has more than " + std::to_string(kMostValues) + " values");
  }
  return kube::parse_json(body);
}

std::string go_json_type(const kube::Json& value) {
  return value.is_boolean() ? "bool" : value.type_name();
}

std::string json_complaint(std::string_view why) {
  const bool is_cut = why.find("unexpected end of input") != std::string_view::npos;
  return is_cut ? "unexpected end of JSON input" : std::string(why);
}

ExpectedKind expected_kind(const ResourceRow& row) {
  return {row.type.kind, row.schema};
}

ExpectedKind expected_kind(std::string_view package, std::string_view kind) {
  return {kind, Schema::built_in().find(package, kind)};
}

Outcome<kube::Json> read_body(std::string_view content_type, std::string_view body, const ExpectedKind& expected,
                              std::vector<std::string>& duplicate_fields) {
  const auto encoding = body_encoding(content_type);
  if (!encoding) return encoding.failure();
  if (*encoding == BodyEncoding::kYaml) return read_yaml_body(body);
  if (*encoding == BodyEncoding::kProtobuf) return read_protobuf_body(body, expected);
  auto json = parse_request_json(body);
  if (!json) return not_json(expected.kind, body, json.error().message());
  if (json->is_array() || json->is_string()) return no_object(expected.kind, body, json->type_name());
  for (std::string& path : find_duplicate_fields(body)) duplicate_fields.push_back(std::move(path));
  return std::move(*json);
}

}  // namespace gauntlet::fakeapiserver
