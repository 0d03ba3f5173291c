#include "fakeapiserver/verbs/write.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/patch/strategic_merge.hpp"
#include "fakeapiserver/request_options.hpp"
#include "fakeapiserver/schema/duplicate_fields.hpp"
#include "fakeapiserver/verbs/apply.hpp"
#include "fakeapiserver/verbs/object_writer.hpp"
#include "fakeapiserver/verbs/representation.hpp"
#include "fakeapiserver/verbs/request_body.hpp"
#include "fakeapiserver/verbs/write_answer.hpp"
#include "foundation/kube/patch.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

// What a client should hear of its fields: those that nobody knows and those that it named twice.
std::vector<std::string> field_warnings(const Call& call, const std::vector<std::string>& unknown,
                                        const std::vector<std::string>& twice, FieldValidation validation) {
  if (validation == FieldValidation::kIgnore) return {};
  return field_complaints(call.body, unknown, twice);
}

std::string list_of(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

std::optional<kube::Status> refuse_strictly(const Call& call, const std::vector<std::string>& warnings,
                                            FieldValidation validation) {
  if (validation != FieldValidation::kStrict || warnings.empty()) return std::nullopt;
  const std::string kind(call.row.type.kind);
  return bad_request(kind + " in version " + quoted_text(call.row.type.group_version.version) +
                     " cannot be handled as a " + kind + ": strict decoding error: " + list_of(warnings));
}

// The object that a create or update brings.
struct SentObject {
  Json object;
  std::vector<std::string> warnings;
};

Outcome<SentObject> read_object(const Call& call, const WriteOptions& options) {
  std::vector<std::string> duplicate_fields;
  auto body = read_body(call.content_type, call.body, expected_kind(call.row), duplicate_fields);
  if (!body) return body.failure();
  std::vector<std::string> unknown_fields;
  auto object = decode_as(call.row, std::move(*body), unknown_fields);
  if (!object) return object.failure();
  SentObject sent{std::move(*object), field_warnings(call, unknown_fields, duplicate_fields, options.field_validation)};
  if (auto refusal = refuse_strictly(call, sent.warnings, options.field_validation)) return *refusal;
  return sent;
}

// An operation that cannot be done: the server says no more.
kube::Status refused_operation() {
  kube::Status status = invalid("", "", "", FieldErrors());
  status.message = "the server rejected our request due to an error in our request";
  status.empty_details = kube::EmptyDetails::kWritten;
  return status;
}

// What a patch would have made, and why it is no object of the kind.
kube::Status refused_result(const Json& made, std::string_view why) {
  FieldErrors errors;
  errors.invalid("patch", kube::to_text(made), why);
  return invalid("", "", "", errors);
}

kube::Status not_decoded(PatchFormat format, std::string_view why) {
  const std::string prefix = format == PatchFormat::kStrategicMerge ? "" : "error decoding patch: ";
  return bad_request(prefix + std::string(why));
}

Outcome<Json> parse_patch(const Call& call, PatchFormat format) {
  auto patch = parse_request_json(call.body);
  if (!patch) return not_decoded(format, json_complaint(patch.error().message()));
  const bool is_list = format == PatchFormat::kJsonPatch;
  if (patch->is_null() && format == PatchFormat::kMergePatch) return bad_request("Invalid JSON Patch");
  if (patch->is_null()) return is_list ? Json::array() : Json::object();
  if (is_list ? patch->is_array() : patch->is_object()) return std::move(*patch);
  return not_decoded(format, "json: cannot unmarshal " + go_json_type(*patch) + " into Go value of type " +
                                 (is_list ? "[]handlers.jsonPatchOp" : "map[string]interface {}"));
}

Outcome<Json> apply_patch(const Call& call, PatchFormat format, Json object) {
  auto patch = parse_patch(call, format);
  if (!patch) return patch.failure();
  if (format == PatchFormat::kJsonPatch) {
    if (patch->size() > 10000) return request_entity_too_large(10000);
    auto patched = kube::apply_json_patch(std::move(object), *patch);
    if (!patched) return refused_operation();
    return std::move(*patched);
  }
  if (format == PatchFormat::kMergePatch) return kube::apply_merge_patch(std::move(object), *patch);
  auto merged = apply_strategic_merge(*call.row.schema, std::move(object), *patch);
  if (!merged) return bad_request(merged.error().message());
  return std::move(*merged);
}

}  // namespace

Answer create(ControlPlane& plane, const Call& call) {
  const auto options = read_write_options(call.info, Verb::kCreate, call.user_agent);
  if (!options) return status_answer(options.failure());
  auto sent = read_object(call, *options);
  if (!sent) return status_answer(sent.failure());
  return write_object(plane, call, nullptr, std::move(sent->object), *options, std::move(sent->warnings));
}

Answer update(ControlPlane& plane, const Call& call) {
  const auto options = read_write_options(call.info, Verb::kUpdate, call.user_agent);
  if (!options) return status_answer(options.failure());
  auto sent = read_object(call, *options);
  if (!sent) return status_answer(sent.failure());
  if (auto refusal = check_name(call, sent->object)) return status_answer(*refusal);
  const VersionPtr current = plane.store().find(call.row.id, call.name());
  if (!current) {
    const bool may_create =
        call.row.create_on_update == CreateOnUpdate::kAllowed && target_of(call) == WriteTarget::kMain;
    if (!may_create) return status_answer(not_found(call.row.type, call.info.name));
    sent->object["metadata"].erase("resourceVersion");  // nothing is there whose revision it could be
  }
  return write_object(plane, call, current, std::move(sent->object), *options, std::move(sent->warnings));
}

Answer patch(ControlPlane& plane, const Call& call) {
  const auto format = patch_format(call.content_type);
  if (!format) return status_answer(format.failure());
  if (*format == PatchFormat::kApply) return apply(plane, call);
  if (*format == PatchFormat::kStrategicMerge && call.row.custom) {
    return status_answer(unsupported_media_type(
        "the body of the request was in an unknown format - accepted media types include: "
        "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"));
  }
  const auto options = read_write_options(call.info, Verb::kPatch, call.user_agent);
  if (!options) return status_answer(options.failure());
  const VersionPtr current = plane.store().find(call.row.id, call.name());
  if (!current) return status_answer(not_found(call.row.type, call.info.name));
  auto patched = apply_patch(call, *format, shown_json(call.row, *current));
  if (!patched) return status_answer(patched.failure());
  std::vector<std::string> unknown_fields;
  auto object = decode_as(call.row, *patched, unknown_fields);
  if (!object) return status_answer(refused_result(*patched, object.failure().message));
  auto warnings = field_warnings(call, unknown_fields, find_duplicate_fields(call.body), options->field_validation);
  if (options->field_validation == FieldValidation::kStrict && !warnings.empty()) {
    return status_answer(refused_result(*patched, "strict decoding error: " + list_of(warnings)));
  }
  if (auto refusal = check_name(call, *object)) return status_answer(*refusal);
  if (auto refusal = check_uid(call, *object, current)) return status_answer(*refusal);
  return write_object(plane, call, current, std::move(*object), *options, std::move(warnings));
}

}  // namespace gauntlet::fakeapiserver
