#include "fakeapiserver/verbs/apply.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/apply/managed_fields.hpp"
#include "fakeapiserver/request_options.hpp"
#include "fakeapiserver/schema/decoder.hpp"
#include "fakeapiserver/verbs/object_writer.hpp"
#include "fakeapiserver/verbs/representation.hpp"
#include "fakeapiserver/verbs/request_body.hpp"
#include "fakeapiserver/verbs/write_answer.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr const char* kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";

// Takes off the empty structs that decoding puts in: an applied configuration owns only what it says.
void keep_only_what_was_sent(Json& decoded, const Json& sent) {
  if (decoded.is_object() && sent.is_object()) {
    for (auto entry = decoded.begin(); entry != decoded.end();) {
      if (!sent.contains(entry.key())) {
        entry = decoded.erase(entry);
      } else {
        keep_only_what_was_sent(*entry, sent[entry.key()]);
        ++entry;
      }
    }
  } else if (decoded.is_array() && sent.is_array()) {
    for (std::size_t i = 0; i < decoded.size() && i < sent.size(); ++i) keep_only_what_was_sent(decoded[i], sent[i]);
  }
}

// "apps/v1, Kind=Deployment", "/v1, Kind=Service", as Go prints it.
std::string kind_text(std::string_view api_version, std::string_view kind) {
  const bool is_core = api_version.find('/') == std::string_view::npos;
  return (is_core ? "/" : "") + std::string(api_version) + ", Kind=" + std::string(kind);
}

// A configuration that the schema does not have. The server gives the error no code, so that it is a 500.
kube::Status typed_failure(const Json& sent, std::string_view why) {
  const Json& metadata = member(sent, "metadata");
  kube::Status status;
  status.code = 500;
  status.message = "failed to create typed patch object (" + std::string(string_member(metadata, "namespace")) + "/" +
                   std::string(string_member(metadata, "name")) + "; " +
                   kind_text(string_member(sent, "apiVersion"), string_member(sent, "kind")) + "): " + std::string(why);
  return status;
}

// The configuration as it was sent. JSON is YAML.
Outcome<Json> parse_configuration(const Call& call) {
  if (call.body.empty()) return Json::object();
  std::vector<std::string> duplicate_fields;
  const std::string_view encoding = call.body.starts_with('{') ? "application/json" : "application/yaml";
  auto sent = read_body(encoding, call.body, expected_kind(call.row), duplicate_fields);
  if (!sent) return bad_request("error decoding YAML: " + sent.failure().message);
  if (sent->is_null()) return Json::object();
  if (sent->is_object()) return std::move(*sent);
  return bad_request("error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal " +
                     go_json_type(*sent) + " into Go value of type map[string]interface {}");
}

// The configuration, decoded and reduced to what this endpoint applies.
Outcome<Json> read_configuration(const Call& call) {
  const auto sent = parse_configuration(call);
  if (!sent) return sent.failure();
  const std::string_view version = string_member(*sent, "apiVersion");
  const std::string_view kind = string_member(*sent, "kind");
  if (version != call.row.type.group_version.to_string() || kind != call.row.type.kind) {
    return bad_request("invalid object type: " + kind_text(version, kind));
  }
  if (!member(member(*sent, "metadata"), "managedFields").is_null()) {
    return bad_request("metadata.managedFields must be nil");
  }
  std::vector<std::string> unknown_fields;
  Json decoded = *sent;
  const auto result = decode_object(*call.row.schema, decoded, unknown_fields);
  if (!result) return typed_failure(*sent, result.error().message());
  if (!unknown_fields.empty()) {
    return typed_failure(*sent, "." + unknown_fields.front() + ": field not declared in schema");
  }
  if (auto refusal = check_name(call, decoded)) return *refusal;
  keep_only_what_was_sent(decoded, *sent);
  decoded["metadata"]["name"] = call.info.name;
  if (call.row.is_namespaced()) decoded["metadata"]["namespace"] = call.info.namespace_;
  if (target_of(call) == WriteTarget::kStatus) {
    decoded.erase("spec");
  } else if (call.row.status == StatusSubresource::kServed) {
    decoded.erase("status");
  }
  return decoded;
}

std::string owner_text(const ManagerEntry& owner) {
  std::string text = quoted_text(owner.manager);
  if (!owner.subresource.empty()) text += " with subresource " + quoted_text(owner.subresource);
  if (owner.operation == WriteOperation::kUpdate) text += " using " + owner.api_version + " at " + owner.time;
  return text;
}

kube::Status apply_conflict(const std::vector<ManagedFields::Conflict>& conflicts) {
  kube::Status status;
  status.code = 409;
  status.reason = "Conflict";
  std::string list;
  for (const ManagedFields::Conflict& conflict : conflicts) {
    const std::string owner = owner_text(*conflict.owner);
    list += "\nconflicts with " + owner + ":";
    for (const std::string& path : path_texts(conflict.fields)) {
      status.details.causes.push_back({"FieldManagerConflict", "conflict with " + owner, path});
      list += "\n- " + path;
    }
  }
  const std::size_t count = status.details.causes.size();
  if (count == 1) {
    status.message =
        "Apply failed with 1 conflict: " + status.details.causes[0].message + ": " + status.details.causes[0].field;
  } else {
    status.message = "Apply failed with " + std::to_string(count) + " conflicts: " + list.substr(1);
  }
  return status;
}

// kubectl moves from its client-side apply to this one: what its annotation covers was its own all along.
FieldSet taken_over_by_kubectl(const Call& call, const FieldWriter& writer, const Json& live) {
  const std::string_view annotation = string_member(member(member(live, "metadata"), "annotations"), kLastApplied);
  if (writer.manager != "kubectl" || annotation.empty()) return {};
  const auto last = kube::parse_json(annotation);
  return last && last->is_object() ? fields_of(*call.row.schema, *last) : FieldSet();
}

// The object as this apply makes it, with its owners.
Outcome<Json> apply_to(const Call& call, const FieldWriter& writer, ApplyForce force, const Json& live,
                       const Json& applied) {
  const StructType& schema = *call.row.schema;
  ManagedFields managed = ManagedFields::read(member(member(live, "metadata"), "managedFields"));
  managed.claim_before_first_apply(writer, without_unowned(fields_of(schema, live)));
  FieldSet fields = without_unowned(fields_of(schema, applied));
  Json merged = merge_fields(schema, live, applied);
  if (force == ApplyForce::kNo) {
    FieldSet contested = without_unowned(compare_fields(schema, live, merged)).written();
    contested = subtract(std::move(contested), taken_over_by_kubectl(call, writer, live));
    const auto conflicts = managed.conflicts(writer, contested);
    if (!conflicts.empty()) return apply_conflict(conflicts);
  }
  const FieldSet others = managed.owned_by_others(writer);
  const FieldSet gone = subtract(subtract(managed.applied_by(writer), fields), others);
  merged = remove_fields(schema, std::move(merged), gone, unite(others, fields));
  const FieldChanges changes = without_unowned(compare_fields(schema, live, merged));
  managed.note_apply(writer, std::move(fields), changes);
  merged["metadata"]["managedFields"] = managed.to_json();
  return merged;
}

}  // namespace

Answer apply(ControlPlane& plane, const Call& call) {
  const auto options = read_apply_options(call.info);
  if (!options) return status_answer(options.failure());
  const auto applied = read_configuration(call);
  if (!applied) return status_answer(applied.failure());
  const WriteTarget target = target_of(call);
  FieldWriter writer{options->manager, call.row.type.group_version.to_string(), "", plane.time_text()};
  if (target == WriteTarget::kStatus) writer.subresource = "status";

  const VersionPtr current = plane.store().find(call.row.id, call.name());
  if (!current && target != WriteTarget::kMain) return status_answer(not_found(call.row.type, call.info.name));
  if (auto refusal = check_uid(call, *applied, current)) return status_answer(*refusal);
  const Json live = current ? shown_json(call.row, *current) : Json::object();
  auto next = apply_to(call, writer, options->force, live, *applied);
  if (!next) return status_answer(next.failure());
  std::vector<std::string> unknown_fields;
  auto object = decode_as(call.row, std::move(*next), unknown_fields);
  if (!object) return status_answer(object.failure());
  if (!current) (*object)["metadata"].erase("resourceVersion");  // nothing is there whose revision it could be
  return write_object(plane, call, current, std::move(*object), *options, {});
}

}  // namespace gauntlet::fakeapiserver
