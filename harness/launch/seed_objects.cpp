#include "harness/launch/seed_objects.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::launch {

namespace {

using base::Deadline;
using base::Reason;
using base::Result;
using kube::Json;
using kube::Object;

net::Awaitable<Result<void>> ensure_namespace(kube::Client& client, std::string name, Deadline deadline) {
  if (name.empty()) co_return Result<void>();
  Object object = Object::from_json(
      Json{{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", Json{{"name", std::move(name)}}}});
  const auto created = co_await client.create(kube::resources::kNamespaces, std::move(object), deadline);
  if (!created && created.error().reason() != Reason::kAlreadyExists) co_return created.error();
  co_return Result<void>();
}

Object with_version_of(const Object& object, const Object& stored) {
  Json json = object.json();
  json["metadata"]["resourceVersion"] = stored.resource_version();
  return Object::from_json(std::move(json));
}

net::Awaitable<Result<Object>> create_or_replace(kube::Client& client, const kube::ResourceType& type, Object object,
                                                 Deadline deadline) {
  Object first = object;
  auto created = co_await client.create(type, std::move(first), deadline);
  if (created || created.error().reason() != Reason::kAlreadyExists) co_return created;
  base::NamespacedName name = object.namespaced_name();
  const auto stored = co_await client.get(type, std::move(name), deadline);
  if (!stored) co_return stored.error();
  Object next = with_version_of(object, *stored);
  auto updated = co_await client.update(type, std::move(next), deadline);
  co_return updated;
}

// Others write it as well, such as whoever gives addresses to Services, so a version may be old before it arrives.
net::Awaitable<Result<void>> write_status(kube::Client& client, const kube::ResourceType& type, const Object& object,
                                          Object stored, Deadline deadline) {
  while (true) {
    Object with_status = with_version_of(object, stored);
    const auto updated = co_await client.update_status(type, std::move(with_status), deadline);
    if (updated) co_return Result<void>();
    if (updated.error().reason() != Reason::kConflict) co_return updated.error();
    base::NamespacedName name = object.namespaced_name();
    auto newest = co_await client.get(type, std::move(name), deadline);
    if (!newest) co_return newest.error();
    stored = std::move(newest).value();
  }
}

net::Awaitable<Result<void>> seed_object(kube::Client& client, const Object& object, Deadline deadline) {
  const kube::ResourceType* type = kube::find_resource_by_kind(object.api_version(), object.kind());
  if (type == nullptr) co_return base::Error(Reason::kInvalid, "there is no such kind");
  std::string namespace_(object.namespace_());
  const auto ensured = co_await ensure_namespace(client, std::move(namespace_), deadline);
  if (!ensured) co_return ensured.error();
  auto stored = co_await create_or_replace(client, *type, object, deadline);
  if (!stored) co_return stored.error();
  if (!object.json().contains("status")) co_return Result<void>();
  // A server drops the status of what is created.
  Object newest = std::move(stored).value();
  const auto updated = co_await write_status(client, *type, object, std::move(newest), deadline);
  if (!updated) co_return updated.error().with_context("its status");
  co_return Result<void>();
}

}  // namespace

net::Awaitable<Result<void>> seed_objects(kube::Client& client, std::vector<Object> objects, Deadline deadline) {
  for (const Object& object : objects) {
    const auto seeded = co_await seed_object(client, object, deadline);
    if (!seeded) {
      co_return seeded.error().with_context(
          fmt::format("making {} {}", object.kind(), object.namespaced_name().to_string()));
    }
  }
  co_return Result<void>();
}

}  // namespace gauntlet::launch
