#include "fakeapiserver/verbs/request_body.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/media_type.hpp"
#include "fakeapiserver/schema/duplicate_fields.hpp"
#include "foundation/kube/yaml_reader.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

Outcome<kube::Json> read_yaml_body(std::string_view body) {
  const kube::YamlStream stream = kube::read_yaml(body);
  if (!stream.errors.empty()) {
    const kube::YamlError& error = stream.errors.front();
    return bad_request("yaml: line " + std::to_string(error.mark.line) + ": " + error.message);
  }
  if (stream.documents.size() != 1) return bad_request("the request body is not one YAML document");
  return kube::to_json(stream.documents.front());
}

}  // namespace

Outcome<kube::Json> read_body(std::string_view content_type, std::string_view body, const ExpectedKind& /*expected*/,
                              std::vector<std::string>& duplicate_fields) {
  const auto encoding = body_encoding(content_type);
  if (!encoding) return encoding.failure();
  if (*encoding == BodyEncoding::kYaml) return read_yaml_body(body);
  auto json = kube::parse_json(body);
  if (!json) return bad_request("the request body is not valid JSON: " + json.error().message());
  for (std::string& path : find_duplicate_fields(body)) duplicate_fields.push_back(std::move(path));
  return std::move(*json);
}

}  // namespace gauntlet::fakeapiserver
