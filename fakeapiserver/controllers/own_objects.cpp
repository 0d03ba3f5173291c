#include "fakeapiserver/controllers/own_objects.hpp"

#include "fakeapiserver/verbs/object_writer.hpp"

#include <nlohmann/json.hpp>

#include <cassert>

namespace gauntlet::fakeapiserver {

void create_if_missing(ControlPlane& plane, const kube::ResourceType& type, const base::NamespacedName& name,
                       kube::Json content) {
  const ResourceRow& row = plane.registry().row(type);
  if (plane.store().find(row.id, name)) return;
  content["metadata"]["name"] = name.name;
  std::vector<std::string> unknown_fields;
  auto object = decode_as(row, std::move(content), unknown_fields);
  assert(object.ok() && unknown_fields.empty());
  if (!object) return;
  WriteOptions options;
  options.manager = "kube-controller-manager";
  (void)create_object(plane, row, name.namespace_, std::move(*object), options);
}

}  // namespace gauntlet::fakeapiserver
