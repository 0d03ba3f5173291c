#include "fakeapiserver/media_type.hpp"

#include "fakeapiserver/api_error.hpp"
#include "foundation/base/text.hpp"

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

bool accepts_json(const MediaType& type) {
  return type.type == "application/json" || type.type == "application/*" || type.type == "*/*";
}

// What a kube-apiserver can serve, and we cannot.
bool is_foreign(const MediaType& type) {
  return type.type == "application/yaml" || type.type == kProtobufMediaType;
}

constexpr std::string_view kServedTypes = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
constexpr std::string_view kWatchedTypes =
    ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

// In the words of the API server where it would refuse too.
kube::Status refuse_types(const std::vector<MediaType>& types, RouteShape shape) {
  if (std::any_of(types.begin(), types.end(), accepts_json)) return not_acceptable(kServedTypes);
  if (std::any_of(types.begin(), types.end(), is_foreign)) return not_acceptable(kJsonMediaType);
  std::string available(kServedTypes);
  if (shape == RouteShape::kList) available += kWatchedTypes;
  return no_such_representation(available);
}

// "application/json; charset=utf-8" -> "application/json".
std::string bare_type(std::string_view content_type) {
  return base::ascii_lower(base::trim(content_type.substr(0, content_type.find(';'))));
}

}  // namespace

std::string_view MediaType::parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return {};
}

std::vector<MediaType> read_media_types(std::string_view header) {
  std::vector<MediaType> types;
  for (std::string_view one : base::split(header, ',')) {
    MediaType media;
    bool first = true;
    for (std::string_view part : base::split(one, ';')) {
      part = base::trim(part);
      if (first) {
        media.type = base::ascii_lower(part);
        first = false;
        continue;
      }
      const auto equals = part.find('=');
      if (equals == std::string_view::npos) continue;
      media.parameters.emplace_back(base::ascii_lower(part.substr(0, equals)), std::string(part.substr(equals + 1)));
    }
    if (!media.type.empty()) types.push_back(std::move(media));
  }
  return types;
}

Outcome<AnswerForm> negotiate_answer(std::string_view accept, RouteShape shape) {
  const auto types = read_media_types(accept);
  if (types.empty()) return AnswerForm::kObject;
  for (const MediaType& media : types) {
    if (!accepts_json(media)) continue;
    const std::string_view as = media.parameter("as");
    if (as.empty()) return AnswerForm::kObject;
    if (media.parameter("g") != "meta.k8s.io") continue;
    const std::string_view version = media.parameter("v");
    if (as == "Table" && (version == "v1" || version == "v1beta1")) return AnswerForm::kTable;
    if (version != "v1") continue;
    if (as == "PartialObjectMetadata") return AnswerForm::kPartialMetadata;
    if (as == "PartialObjectMetadataList") return AnswerForm::kPartialMetadataList;
  }
  return refuse_types(types, shape);
}

DiscoveryForm negotiate_discovery(std::string_view accept) {
  for (const MediaType& media : read_media_types(accept)) {
    if (!accepts_json(media)) continue;
    if (media.parameter("as").empty()) return DiscoveryForm::kLegacy;
    const bool known_profile = media.parameter("profile").empty();
    if (media.parameter("g") == "apidiscovery.k8s.io" && media.parameter("v") == "v2" &&
        media.parameter("as") == "APIGroupDiscoveryList" && known_profile) {
      return DiscoveryForm::kAggregated;
    }
  }
  return DiscoveryForm::kLegacy;
}

Outcome<BodyEncoding> body_encoding(std::string_view content_type) {
  const std::string type = bare_type(content_type);
  if (type.empty() || type == "application/json") return BodyEncoding::kJson;
  if (type == "application/yaml") return BodyEncoding::kYaml;
  if (type == kProtobufMediaType) return BodyEncoding::kProtobuf;
  return unsupported_media_type(
      "the body of the request was in an unknown format - accepted media types include: application/json, "
      "application/yaml, application/vnd.kubernetes.protobuf");
}

Outcome<PatchFormat> patch_format(std::string_view content_type) {
  const std::string type = bare_type(content_type);
  if (type == "application/json-patch+json") return PatchFormat::kJsonPatch;
  if (type == "application/merge-patch+json") return PatchFormat::kMergePatch;
  if (type == "application/strategic-merge-patch+json") return PatchFormat::kStrategicMerge;
  if (type == "application/apply-patch+yaml") return PatchFormat::kApply;
  return unsupported_media_type(
      "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
      "application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml");
}

}  // namespace gauntlet::fakeapiserver
