#include "fakeapiserver/verbs/scale.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/request_options.hpp"
#include "fakeapiserver/verbs/object_writer.hpp"
#include "fakeapiserver/verbs/request_body.hpp"
#include "foundation/kube/patch.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

std::string selector_text(const Json& selector) {
  std::string text;
  for (const auto& [key, value] : member(selector, "matchLabels").items()) {
    text += (text.empty() ? "" : ",") + key + "=" + (value.is_string() ? value.get<std::string>() : "");
  }
  return text;
}

Json scale_of(const Json& object) {
  const Json& metadata = member(object, "metadata");
  Json scale_metadata = Json::object();
  for (const char* key : {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
    if (metadata.contains(key)) scale_metadata[key] = metadata[key];
  }
  const Json& spec = member(object, "spec");
  const Json& status = member(object, "status");
  Json scale_spec = Json::object();
  if (const int wanted = spec.value("replicas", 0); wanted != 0) scale_spec["replicas"] = wanted;
  return {
      {"kind", "Scale"},
      {"apiVersion", "autoscaling/v1"},
      {"metadata", std::move(scale_metadata)},
      {"spec", std::move(scale_spec)},
      {"status", {{"replicas", status.value("replicas", 0)}, {"selector", selector_text(member(spec, "selector"))}}}};
}

// What the scale is to become.
Outcome<Json> read_wanted_scale(const Call& call, Json current) {
  if (*call.info.verb == Verb::kUpdate) {
    std::vector<std::string> duplicate_fields;
    return read_body(call.content_type, call.body, expected_kind("io.k8s.api.autoscaling.v1", "Scale"),
                     duplicate_fields);
  }
  const auto format = patch_format(call.content_type);
  if (!format) return format.failure();
  auto patch = parse_request_json(call.body);
  if (!patch) return bad_request("the patch is not valid JSON: " + patch.error().message());
  // A Scale has no lists: a strategic merge patch of it is a merge patch.
  if (*format != PatchFormat::kJsonPatch) return kube::apply_merge_patch(std::move(current), *patch);
  auto patched = kube::apply_json_patch(std::move(current), *patch);
  if (!patched) return bad_request(patched.error().message());
  return std::move(*patched);
}

}  // namespace

Answer scale(ControlPlane& plane, const Call& call) {
  const VersionPtr current = plane.store().find(call.row.id, call.name());
  if (!current) return status_answer(not_found(call.row.type, call.info.name));
  Json object = to_json(*current);
  if (*call.info.verb == Verb::kGet) return json_answer(200, scale_of(object));
  const auto options = read_write_options(call.info, *call.info.verb, call.user_agent);
  if (!options) return status_answer(options.failure());
  const auto wanted = read_wanted_scale(call, scale_of(object));
  if (!wanted) return status_answer(wanted.failure());
  const Json& replicas = member(member(*wanted, "spec"), "replicas");
  if (!replicas.is_null() && !replicas.is_number_integer()) {
    return status_answer(bad_request("spec.replicas of the Scale is not an integer"));
  }
  if (replicas.is_number_integer() && replicas.get<std::int64_t>() < 0) {
    FieldErrors errors;
    errors.invalid_value("spec.replicas", replicas, "must be greater than or equal to 0");
    return status_answer(invalid("Scale", "autoscaling", call.info.name, errors));
  }
  object["spec"]["replicas"] = replicas.is_null() ? Json(0) : replicas;
  object["metadata"]["resourceVersion"] = string_member(member(*wanted, "metadata"), "resourceVersion");
  const auto written = update_object(plane, call.row, current, WriteTarget::kMain, std::move(object), *options);
  if (!written) return status_answer(written.failure());
  return json_answer(200, scale_of(to_json(*written->version)));
}

}  // namespace gauntlet::fakeapiserver
