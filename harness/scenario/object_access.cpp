#include "harness/scenario/object_access.hpp"

#include "harness/scenario/object_path.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::scenario {

namespace {

constexpr int kConflictRetries = 20;

base::Error unknown_kind(std::string_view kind) {
  return base::Error(base::Reason::kInvalid, "the kind '" + std::string(kind) + "' is not served");
}

base::NamespacedName name_of(const ObjectReference& reference, const kube::ResourceType& type) {
  return {type.scope == kube::Scope::kCluster ? std::string() : reference.namespace_, reference.name};
}

base::Result<kube::Json> with_values(kube::Json json, const PatchStep::Change& change) {
  for (const auto& [path_text, value_text] : change.values) {
    auto path = parse_object_path(path_text);
    if (!path) return path.error();
    auto value = kube::parse_json(value_text);
    if (!value) return value.error();
    const auto done = value->is_null() ? remove_at(json, *path) : set_at(json, *path, std::move(value).value());
    if (!done) return done.error().with_context(change.object.text + " " + path_text);
  }
  return json;
}

net::Awaitable<base::Result<kube::Object>> write(kube::Client& client, const kube::ResourceType& type,
                                                 std::string_view subresource, kube::Object object,
                                                 base::Deadline deadline) {
  if (subresource == "status") return client.update_status(type, std::move(object), deadline);
  return client.update(type, std::move(object), deadline);
}

}  // namespace

net::Awaitable<base::Result<kube::Object>> apply_object(kube::Client& client, kube::Object object,
                                                        base::Deadline deadline) {
  const kube::ResourceType* type = kube::find_resource_by_kind(object.api_version(), object.kind());
  if (type == nullptr) co_return unknown_kind(object.kind());
  for (int attempt = 0;; ++attempt) {
    kube::Object fresh = object;
    auto created = co_await client.create(*type, std::move(fresh), deadline);
    if (created || created.error().reason() != base::Reason::kAlreadyExists) co_return created;
    const base::NamespacedName name = object.namespaced_name();
    const auto current = co_await client.get(*type, name, deadline);
    if (!current) {
      if (current.error().reason() == base::Reason::kNotFound && attempt < kConflictRetries) continue;
      co_return current.error();
    }
    kube::Json json = object.json();
    json["metadata"]["resourceVersion"] = std::string(current->resource_version());
    kube::Object replacement = kube::Object::from_json(std::move(json));
    auto updated = co_await client.update(*type, std::move(replacement), deadline);
    if (updated || updated.error().reason() != base::Reason::kConflict || attempt >= kConflictRetries) {
      co_return updated;
    }
  }
}

net::Awaitable<base::Result<kube::Object>> patch_object(kube::Client& client, PatchStep::Change change,
                                                        base::Deadline deadline) {
  const kube::ResourceType* type = kube::find_resource_by_kind(change.object.kind);
  if (type == nullptr) co_return unknown_kind(change.object.kind);
  const base::NamespacedName name = name_of(change.object, *type);
  for (int attempt = 0;; ++attempt) {
    const auto current = co_await client.get(*type, name, deadline);
    if (!current) co_return current.error();
    auto json = with_values(current->json(), change);
    if (!json) co_return json.error();
    kube::Object changed = kube::Object::from_json(std::move(json).value());
    // The version read is sent along, so a write of the controller in between is a conflict and not lost.
    auto updated = co_await write(client, *type, change.object.subresource, std::move(changed), deadline);
    if (updated || updated.error().reason() != base::Reason::kConflict || attempt >= kConflictRetries) {
      co_return updated;
    }
  }
}

net::Awaitable<base::Result<void>> delete_object(kube::Client& client, ObjectReference reference,
                                                 base::Deadline deadline) {
  const kube::ResourceType* type = kube::find_resource_by_kind(reference.kind);
  if (type == nullptr) co_return unknown_kind(reference.kind);
  base::NamespacedName name = name_of(reference, *type);
  auto removed = co_await client.remove(*type, std::move(name), deadline);
  co_return removed;
}

net::Awaitable<base::Result<kube::Object>> get_object(kube::Client& client, ObjectReference reference,
                                                      base::Deadline deadline) {
  const kube::ResourceType* type = kube::find_resource_by_kind(reference.kind);
  if (type == nullptr) co_return unknown_kind(reference.kind);
  base::NamespacedName name = name_of(reference, *type);
  auto object = co_await client.get(*type, std::move(name), deadline);
  co_return object;
}

}  // namespace gauntlet::scenario
