#include "fakeapiserver/verbs/object_remover.hpp"

#include "fakeapiserver/admission/admission.hpp"
#include "fakeapiserver/api_error.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;

constexpr const char* kOrphan = "orphan";
constexpr const char* kForeground = "foregroundDeletion";

std::optional<kube::Status> check_preconditions(const ResourceRow& row, const VersionPtr& current,
                                                const DeleteOptions& options) {
  const std::string& name = current->index.name.name;
  kube::ResourceType by_kind = row.type;  // these refusals name the kind where others name the resource
  by_kind.plural = by_kind.kind;
  if (options.uid && *options.uid != current->index.uid) {
    return conflict(by_kind, name,
                    "the UID in the precondition (" + *options.uid + ") does not match the UID in record (" +
                        current->index.uid + "). The object might have been deleted and then recreated");
  }
  const std::string revision = std::to_string(current->revision);
  if (options.resource_version && *options.resource_version != revision) {
    return conflict(by_kind, name,
                    "the ResourceVersion in the precondition (" + *options.resource_version +
                        ") does not match the ResourceVersion in record (" + revision +
                        "). The object might have been modified");
  }
  return std::nullopt;
}

// Finalizers say what the garbage collector has to do before the object may go.
void set_finalizers(Json& metadata, Propagation propagation) {
  Json finalizers = Json::array();
  for (const Json& finalizer : member(metadata, "finalizers")) {
    if (finalizer != kOrphan && finalizer != kForeground) finalizers.push_back(finalizer);
  }
  if (propagation == Propagation::kOrphan) finalizers.push_back(kOrphan);
  if (propagation == Propagation::kForeground) finalizers.push_back(kForeground);
  if (finalizers.empty()) {
    metadata.erase("finalizers");
  } else {
    metadata["finalizers"] = std::move(finalizers);
  }
}

void mark_as_deleting(const ControlPlane& plane, const ResourceRow& row, Json& object) {
  Json& metadata = object["metadata"];
  metadata["deletionTimestamp"] = plane.time_text();
  metadata["deletionGracePeriodSeconds"] = 0;
  if (metadata.contains("generation")) metadata["generation"] = metadata["generation"].get<std::int64_t>() + 1;
  if (row.type.kind == "Namespace") object["status"]["phase"] = "Terminating";
}

}  // namespace

Outcome<Removed> remove_object(ControlPlane& plane, const ResourceRow& row, const VersionPtr& current,
                               const DeleteOptions& options) {
  if (auto refusal = refuse_namespace_deletion(row, current->index.name.name)) return *refusal;
  if (auto refusal = check_preconditions(row, current, options)) return *refusal;
  Json object = to_json(*current);
  set_finalizers(object["metadata"], options.propagation);
  const bool held = object["metadata"].contains("finalizers") ||
                    (row.type.kind == "Namespace" && !member(member(object, "spec"), "finalizers").empty());
  if (current->index.deleting && held) return Removed{current, false};
  if (options.dry_run == DryRun::kAll) return Removed{current, !held};
  if (held) {
    mark_as_deleting(plane, row, object);
    auto stored = plane.store().update(row.id, make_draft(row, object), current->revision);
    if (!stored) return conflict(row.type, current->index.name.name, kObjectModified);
    return Removed{std::move(*stored), false};
  }
  auto last = plane.store().remove(row.id, current->index.name);
  if (!last) return not_found(row.type, current->index.name.name);
  return Removed{std::move(*last), true};
}

}  // namespace gauntlet::fakeapiserver
