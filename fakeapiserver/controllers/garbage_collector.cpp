#include "fakeapiserver/controllers/garbage_collector.hpp"

#include "fakeapiserver/verbs/object_remover.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

bool has_finalizer(const Json& object, std::string_view name) {
  const Json& finalizers = member(member(object, "metadata"), "finalizers");
  return std::any_of(finalizers.begin(), finalizers.end(), [&](const Json& finalizer) { return finalizer == name; });
}

// Whether the dependent says that its owner must wait for it in a foreground deletion.
bool blocks_owner(const ObjectVersion& dependent, std::string_view owner_uid) {
  const Json object = to_json(dependent);
  const Json& owners = member(member(object, "metadata"), "ownerReferences");
  return std::any_of(owners.begin(), owners.end(), [&](const Json& owner) {
    return string_member(owner, "uid") == owner_uid && member(owner, "blockOwnerDeletion") == Json(true);
  });
}

// An owner of a kind that is not served here is somebody else's to look after.
bool has_foreign_owner(const ControlPlane& plane, const ObjectVersion& version) {
  const Json object = to_json(version);
  const Json& owners = member(member(object, "metadata"), "ownerReferences");
  return std::any_of(owners.begin(), owners.end(), [&](const Json& owner) {
    return !plane.registry().find_by_kind(string_member(owner, "apiVersion"), string_member(owner, "kind"));
  });
}

// Stores the object without the finalizer, or removes it if that was the last one.
void take_off_finalizer(ControlPlane& plane, const OwnerIndex::ObjectId& id, Json object, std::string_view name) {
  Json& metadata = object["metadata"];
  Json left = Json::array();
  for (const Json& finalizer : metadata["finalizers"]) {
    if (finalizer != name) left.push_back(finalizer);
  }
  if (left.empty()) {
    base::ignore_failure(plane.store().remove(id.first, id.second));
    return;
  }
  metadata["finalizers"] = std::move(left);
  base::ignore_failure(plane.store().update(id.first, make_draft(plane.registry().row(id.first), object)));
}

}  // namespace

GarbageCollector::GarbageCollector(ControlPlane& plane) : plane_(plane) {
  plane_.add_listener([this](KindId kind, const Event& event) { note(kind, event); });
}

void GarbageCollector::note(KindId kind, const Event& event) {
  owners_.note(kind, event);
  if (event.type == ChangeType::kDeleted) {
    removed_owners_.push_back(event.object->index.uid);
    // Those who wait for the last of their dependents.
    for (const std::string& owner : event.object->index.owner_uids) removed_owners_.push_back(owner);
  } else if (event.object->index.deleting || !event.object->index.owner_uids.empty()) {
    to_look_at_.emplace_back(kind, event.object->index.name);
  }
}

void GarbageCollector::run() {
  while (!removed_owners_.empty() || !to_look_at_.empty()) {
    if (!removed_owners_.empty()) {
      const std::string uid = std::move(removed_owners_.front());
      removed_owners_.pop_front();
      process_removed_owner(uid);
    } else {
      const OwnerIndex::ObjectId id = std::move(to_look_at_.front());
      to_look_at_.pop_front();
      process_object(id);
    }
  }
}

void GarbageCollector::process_removed_owner(const std::string& uid) {
  if (const OwnerIndex::ObjectId* owner = owners_.find(uid)) {
    to_look_at_.push_back(*owner);  // alive: a dependent of it went
    return;
  }
  for (const OwnerIndex::ObjectId& id : owners_.dependents_of(uid)) to_look_at_.push_back(id);
}

void GarbageCollector::process_object(const OwnerIndex::ObjectId& id) {
  const VersionPtr current = plane_.store().find(id.first, id.second);
  if (!current) return;
  const auto is_alive = [this](const std::string& uid) { return owners_.find(uid) != nullptr; };
  const auto& owner_uids = current->index.owner_uids;
  if (!owner_uids.empty() && !current->index.deleting) {
    const bool all_alive = std::all_of(owner_uids.begin(), owner_uids.end(), is_alive);
    if (!all_alive && has_foreign_owner(plane_, *current)) return;
    if (std::none_of(owner_uids.begin(), owner_uids.end(), is_alive)) {
      (void)remove_object(plane_, plane_.registry().row(id.first), current, DeleteOptions());
      return;
    }
    for (const std::string& uid : owner_uids) {
      if (!is_alive(uid)) return drop_reference(id, uid);  // the change brings the object here again
    }
  }
  if (!current->index.deleting) return;
  const Json object = to_json(*current);
  const auto dependents = owners_.dependents_of(current->index.uid);
  if (has_finalizer(object, "orphan")) {
    for (const OwnerIndex::ObjectId& dependent : dependents) drop_reference(dependent, current->index.uid);
    take_off_finalizer(plane_, id, object, "orphan");
  } else if (has_finalizer(object, "foregroundDeletion")) {
    bool blocked = false;
    for (const OwnerIndex::ObjectId& dependent : dependents) {
      const VersionPtr found = plane_.store().find(dependent.first, dependent.second);
      if (!found || !blocks_owner(*found, current->index.uid)) continue;  // the others go once the owner is gone
      DeleteOptions options;
      options.propagation = Propagation::kForeground;
      if (!found->index.deleting) {
        (void)remove_object(plane_, plane_.registry().row(dependent.first), found, options);
      }
      blocked = true;
    }
    if (!blocked) take_off_finalizer(plane_, id, object, "foregroundDeletion");
  }
}

void GarbageCollector::drop_reference(const OwnerIndex::ObjectId& id, const std::string& owner_uid) {
  const VersionPtr current = plane_.store().find(id.first, id.second);
  if (!current) return;
  Json object = to_json(*current);
  Json left = Json::array();
  for (const Json& owner : member(object["metadata"], "ownerReferences")) {
    if (string_member(owner, "uid") != owner_uid) left.push_back(owner);
  }
  if (left.empty()) {
    object["metadata"].erase("ownerReferences");
  } else {
    object["metadata"]["ownerReferences"] = std::move(left);
  }
  base::ignore_failure(plane_.store().update(id.first, make_draft(plane_.registry().row(id.first), object)));
}

}  // namespace gauntlet::fakeapiserver
