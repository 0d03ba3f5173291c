#include "fakeapiserver/verbs/object_writer.hpp"

#include "fakeapiserver/admission/admission.hpp"
#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/custom/custom_schema.hpp"
#include "fakeapiserver/rules/loopback.hpp"
#include "fakeapiserver/rules/object_meta.hpp"
#include "fakeapiserver/schema/decoder.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr int kNameTries = 8;

kube::Status invalid_object(const ResourceRow& row, std::string_view name, const FieldErrors& errors) {
  return invalid(row.type.kind, row.type.group_version.group, name, errors);
}

// Puts back the empty structs that Go always writes.
void restore_empty_structs(const ResourceRow& row, Json& object) {
  std::vector<std::string> ignored;
  base::ignore_failure(decode_object(*row.schema, object, ignored));
}

void set_defaults(const ResourceRow& row, Json& object) {
  if (row.rules->set_defaults) row.rules->set_defaults(object);
  if (row.custom) row.custom->set_defaults(object);
}

void collect_warnings(const ResourceRow& row, const Json& object, std::vector<std::string>& warnings) {
  if (row.rules->collect_warnings) row.rules->collect_warnings(object, warnings);
}

void set_server_owned_metadata(ControlPlane& plane, const ResourceRow& row, Json& metadata) {
  for (const char* key : {"resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"}) {
    metadata.erase(key);
  }
  metadata["uid"] = plane.make_uid();
  metadata["creationTimestamp"] = plane.time_text();
  if (row.generation != GenerationRule::kNone) metadata["generation"] = 1;
}

// As the rules of the kind have it.
void validate_kinds_metadata(const ResourceRow& row, const Json& object, FieldErrors& errors) {
  validate_metadata(object, row.rules->check_name, errors);
  if (!row.custom) validate_finalizers_of_kubernetes(object, errors);
}

FieldErrors validate_new(const ControlPlane& plane, const ResourceRow& row, const Json& object) {
  FieldErrors errors;
  if (plane.loopback_endpoints() == LoopbackEndpoints::kRefused) refuse_loopback_endpoints(object, errors);
  validate_kinds_metadata(row, object, errors);
  if (row.rules->validate) row.rules->validate(object, errors);
  if (row.custom) row.custom->validate(object, errors);
  return errors;
}

VersionPtr unsaved_version(const ResourceRow& row, const Json& object, std::uint64_t revision) {
  ObjectDraft draft = make_draft(row, object);
  ObjectText text(row.head, revision, draft.content);
  return std::make_shared<const ObjectVersion>(ObjectVersion{std::move(draft.index), revision, std::move(text)});
}

bool is_service(const ResourceRow& row) {
  return row.type.kind == "Service";
}

// A write of the status of a custom object changes nothing of its metadata but the record of who wrote.
Json status_metadata(const Json& old, const Json& object) {
  Json metadata = member(old, "metadata");
  const Json& managed = member(member(object, "metadata"), "managedFields");
  if (!managed.is_null()) metadata["managedFields"] = managed;
  return metadata;
}

// What of the stored object a write through this subresource does not touch.
void keep_other_parts(const ResourceRow& row, WriteTarget target, const Json& old, Json& object) {
  if (target == WriteTarget::kStatus) {
    Json status = member(object, "status");
    Json metadata = row.custom ? status_metadata(old, object) : std::move(object["metadata"]);
    object = old;
    object["metadata"] = std::move(metadata);
    if (status.is_null()) {
      object.erase("status");
    } else {
      object["status"] = std::move(status);
    }
    return;
  }
  if (row.status == StatusSubresource::kServed) {
    object.erase("status");
    if (old.contains("status")) object["status"] = old["status"];
  }
  if (row.type.kind == "Namespace" && target == WriteTarget::kMain) object["spec"] = member(old, "spec");
  if (target == WriteTarget::kFinalize) {
    Json spec = member(object, "spec");
    object = old;
    object["spec"] = std::move(spec);
  }
}

bool content_differs(const ResourceRow& row, const Json& next, const Json& old) {
  if (row.generation == GenerationRule::kSpec) return member(next, "spec") != member(old, "spec");
  const auto without_metadata = [](Json object) {
    object.erase("metadata");
    return object;
  };
  return without_metadata(next) != without_metadata(old) ||
         member(member(next, "metadata"), "labels") != member(member(old, "metadata"), "labels");
}

void carry_metadata(const Json& old, Json& metadata) {
  const Json& before = member(old, "metadata");
  metadata.erase("selfLink");
  for (const char* key : {"creationTimestamp", "deletionTimestamp"}) {
    if (before.contains(key)) metadata[key] = before[key];
  }
  for (const char* key : {"uid", "deletionGracePeriodSeconds"}) {
    if (!metadata.contains(key) && before.contains(key)) metadata[key] = before[key];
  }
  metadata.erase("generation");
  if (before.contains("generation")) metadata["generation"] = before["generation"];
}

FieldWriter writer_of(const ControlPlane& plane, const ResourceRow& row, WriteTarget target,
                      const WriteOptions& options) {
  FieldWriter writer{options.manager, row.type.group_version.to_string(), "", plane.time_text()};
  if (target == WriteTarget::kStatus) writer.subresource = "status";
  return writer;
}

// managedFields as this write leaves them. A client may write the record itself, and empty it with [] or [{}].
void record_owners(const ResourceRow& row, const FieldWriter& writer, const WriteOptions& options, const Json& old,
                   Json& object) {
  Json& metadata = object["metadata"];
  if (options.operation == WriteOperation::kUpdate) {
    const Json& sent = member(metadata, "managedFields");
    ManagedFields managed =
        ManagedFields::read(sent.is_array() ? sent : member(member(old, "metadata"), "managedFields"));
    managed.note_update(writer, without_unowned(compare_fields(*row.schema, old, object)));
    metadata["managedFields"] = managed.to_json();
  }
  if (member(metadata, "managedFields").empty()) metadata.erase("managedFields");
}

bool is_ready_to_go(const Json& object) {
  const Json& metadata = member(object, "metadata");
  return metadata.contains("deletionTimestamp") && member(metadata, "finalizers").empty() &&
         (string_member(object, "kind") != "Namespace" || member(member(object, "spec"), "finalizers").empty());
}

FieldErrors validate_changed(const ControlPlane& plane, const ResourceRow& row, WriteTarget target, const Json& object,
                             const Json& old) {
  FieldErrors errors;
  if (plane.loopback_endpoints() == LoopbackEndpoints::kRefused) refuse_loopback_endpoints(object, errors);
  validate_metadata(object, check_path_segment, errors);
  validate_metadata_update(object, old, errors);
  const MetadataOnUpdate again =
      target == WriteTarget::kMain ? row.rules->metadata_on_update : MetadataOnUpdate::kChange;
  if (again != MetadataOnUpdate::kWhole) validate_metadata_update(object, old, errors);
  if (again != MetadataOnUpdate::kChange) validate_kinds_metadata(row, object, errors);
  if (row.custom) row.custom->validate(object, errors);
  if (target == WriteTarget::kStatus) {
    if (row.rules->validate_status) row.rules->validate_status(object, old, errors);
  } else if (row.rules->validate_update) {
    row.rules->validate_update(object, old, errors);
  } else if (row.rules->validate) {
    row.rules->validate(object, errors);
  }
  return errors;
}

// An object of another kind than the resource's: Go knows how to convert neither those that it has nor any other.
kube::Status wrong_kind(const ResourceRow& row, std::string_view kind, std::string_view api_version) {
  const std::string version(api_version.substr(api_version.find('/') + 1));
  const bool is_known = !row.custom && Schema::built_in().find("", kind) != nullptr;
  std::string why = "no kind " + quoted_text(kind) + " is registered for version " + quoted_text(api_version);
  if (is_known) {
    why = "converting (" + version + "." + std::string(kind) + ") to (" + internal_type(row.type) +
          "): unknown conversion";
  }
  return bad_request(std::string(kind) + " in version " + quoted_text(version) + " cannot be handled as a " +
                     std::string(row.type.kind) + ": " + why);
}

}  // namespace

Outcome<Json> decode_as(const ResourceRow& row, Json body, std::vector<std::string>& unknown_fields) {
  const std::string wanted_version = row.type.group_version.to_string();
  const std::string wanted_kind(row.type.kind);
  if (!body.is_object()) {
    return bad_request("the object provided is unrecognized (must be of type " + wanted_kind + "): it is of type " +
                       std::string(body.type_name()));
  }
  for (const char* key : {"kind", "apiVersion"}) {
    if (body.contains(key) && !body[key].is_string()) return bad_request(std::string(key) + " must be a string");
  }
  const std::string_view kind = string_member(body, "kind");
  const std::string_view version = string_member(body, "apiVersion");
  if (!kind.empty() && kind != wanted_kind) return wrong_kind(row, kind, version.empty() ? wanted_version : version);
  if (!version.empty() && version != wanted_version) {
    return bad_request("the API version in the data (" + std::string(version) +
                       ") does not match the expected API version (" + wanted_version + ")");
  }
  const auto result = decode_object(*row.schema, body, unknown_fields);
  if (!result && row.custom) {
    // Of custom kinds a server refuses the wrong type of a field when it validates them.
    FieldErrors errors;
    row.custom->validate(body, errors);
    if (!errors.empty()) return invalid_object(row, string_member(member(body, "metadata"), "name"), errors);
  }
  if (!result) {
    return bad_request(wanted_kind + " in version " + quoted_text(row.type.group_version.version) +
                       " cannot be handled as a " + wanted_kind + ": " + result.error().message());
  }
  body["kind"] = wanted_kind;
  body["apiVersion"] = wanted_version;
  return body;
}

const ResourceRow& stored_row(const ControlPlane& plane, const ResourceRow& row) {
  return row.shown_as ? plane.registry().row(row.id) : row;
}

Json to_stored_form(const ControlPlane& plane, const ResourceRow& row, Json object) {
  if (!row.shown_as) return object;
  if (row.shown_as->to_stored) row.shown_as->to_stored(object);
  const ResourceRow& stored = stored_row(plane, row);
  object["kind"] = stored.type.kind;
  object["apiVersion"] = stored.type.group_version.to_string();
  return object;
}

Outcome<Written> create_object(ControlPlane& plane, const ResourceRow& row, std::string_view namespace_, Json object,
                               const WriteOptions& options) {
  Written written;
  written.created = true;
  Json& metadata = object["metadata"];
  if (!row.is_namespaced()) metadata.erase("namespace");
  const std::string_view body_namespace = string_member(metadata, "namespace");
  if (!body_namespace.empty() && body_namespace != namespace_) {
    return bad_request("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (row.is_namespaced()) metadata["namespace"] = namespace_;
  if (auto refusal = refuse_by_namespace(plane, row, namespace_, string_member(metadata, "name"))) return *refusal;
  const auto version = read_object_revision(string_member(metadata, "resourceVersion"));
  if (version && *version != 0) return uncoded_error("resourceVersion should not be set on objects to be created");
  const std::string prefix(string_member(metadata, "generateName"));
  const bool generated = string_member(metadata, "name").empty() && !prefix.empty();
  if (generated) metadata["name"] = plane.make_name(prefix);
  set_server_owned_metadata(plane, row, metadata);
  if (row.status == StatusSubresource::kServed) object.erase("status");
  restore_empty_structs(row, object);
  if (row.rules->prepare_create) row.rules->prepare_create(object);
  set_defaults(row, object);
  record_owners(row, writer_of(plane, row, WriteTarget::kMain, options), options, Json::object(), object);
  if (row.type.kind == "Ingress") set_default_ingress_class(plane, object);

  FieldErrors errors;
  if (is_service(row)) plane.service_addresses().assign(object, nullptr, errors);
  if (errors.empty()) errors = validate_new(plane, row, object);
  const std::string name(string_member(metadata, "name"));
  if (!errors.empty()) return invalid_object(row, name, errors);
  collect_warnings(row, object, written.warnings);

  for (int tries = 1; generated && plane.store().find(row.id, make_index(row, object).name); ++tries) {
    if (tries == kNameTries) {
      kube::Status status = already_exists(row.type, string_member(metadata, "name"));
      status.details.retry_after_seconds = 1;
      return status;
    }
    metadata["name"] = plane.make_name(prefix);
  }
  if (options.dry_run == DryRun::kAll) {
    if (plane.store().find(row.id, make_index(row, object).name)) return already_exists(row.type, name);
    written.version = unsaved_version(row, object, 0);
    return written;
  }
  auto stored = plane.store().create(row.id, make_draft(row, object));
  if (!stored) {
    kube::Status status = already_exists(row.type, name);
    const VersionPtr existing = plane.store().find(row.id, make_index(row, object).name);
    if (existing && existing->index.deleting) status.message = "object is being deleted: " + status.message;
    return status;
  }
  written.version = std::move(*stored);
  return written;
}

Outcome<Written> update_object(ControlPlane& plane, const ResourceRow& row, const VersionPtr& current,
                               WriteTarget target, Json object, const WriteOptions& options) {
  const std::string& name = current->index.name.name;
  const Json old = to_json(*current);
  const Json& stored_metadata = member(old, "metadata");
  const std::string uid(string_member(member(object, "metadata"), "uid"));
  if (!uid.empty() && uid != current->index.uid) {
    return conflict(row.type, name,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + current->index.uid);
  }
  const std::string version(string_member(member(object, "metadata"), "resourceVersion"));
  const auto number = read_object_revision(version);
  if (!number) return uncoded_error(number.failure().message);
  const bool unconditional = *number == 0;
  if (!unconditional && version != string_member(stored_metadata, "resourceVersion")) {
    return conflict(row.type, name, kObjectModified);
  }
  if (unconditional && row.unconditional_update == UnconditionalUpdate::kForbidden) {
    FieldErrors errors;
    errors.invalid_value("metadata.resourceVersion", 0, "must be specified for an update");
    return invalid(row.type.plural, row.type.group_version.group, name, errors);
  }

  Written written;
  if (target == WriteTarget::kStatus && row.rules->set_status_defaults) row.rules->set_status_defaults(object);
  keep_other_parts(row, target, old, object);
  carry_metadata(old, object["metadata"]);
  if (target == WriteTarget::kMain) {
    if (is_service(row)) plane.service_addresses().carry_over(object, old);
    set_defaults(row, object);
  }
  restore_empty_structs(row, object);
  record_owners(row, writer_of(plane, row, target, options), options, old, object);
  FieldErrors errors;
  if (target == WriteTarget::kMain && is_service(row)) plane.service_addresses().assign(object, &old, errors);
  if (errors.empty()) errors = validate_changed(plane, row, target, object, old);
  if (!errors.empty()) return invalid_object(row, name, errors);
  if (target == WriteTarget::kMain) collect_warnings(row, object, written.warnings);

  if (row.generation != GenerationRule::kNone && target == WriteTarget::kMain && content_differs(row, object, old)) {
    const Json& before = member(stored_metadata, "generation");
    object["metadata"]["generation"] = (before.is_number_integer() ? before.get<std::int64_t>() : 0) + 1;
  }
  if (options.dry_run == DryRun::kAll) {
    written.version = unsaved_version(row, object, current->revision);
    return written;
  }
  if (is_ready_to_go(object)) {
    auto removed = plane.store().remove(row.id, current->index.name);
    if (!removed) return not_found(row.type, name);
    written.version = unsaved_version(row, object, (*removed)->revision);
    return written;
  }
  auto stored = plane.store().update(row.id, make_draft(row, object), current->revision);
  if (!stored) return conflict(row.type, name, kObjectModified);
  written.version = std::move(*stored);
  return written;
}

}  // namespace gauntlet::fakeapiserver
