#include "fakeapiserver/api_service.hpp"

#include "fakeapiserver/verbs/object_writer.hpp"

#include <nlohmann/json.hpp>

#include <cassert>

namespace gauntlet::fakeapiserver {
namespace {

void create_namespace(ControlPlane& plane, const char* name) {
  const ResourceRow& row = plane.registry().row(kube::resources::kNamespaces);
  std::vector<std::string> unknown_fields;
  auto object = decode_as(row, {{"metadata", {{"name", name}}}}, unknown_fields);
  assert(object.ok());
  const auto written = create_object(plane, row, "", std::move(*object), WriteOptions());
  assert(written.ok());
  (void)written;
}

}  // namespace

ApiService::ApiService(net::Executor executor, std::string version, ServerFeatures server_features)
    : kubernetes_version(std::move(version)),
      features(server_features),
      plane(clock),
      garbage_collector(plane),
      namespace_controller(plane),
      custom_kinds(plane),
      watches{std::move(executor), plane, hub, revisions},
      openapi(plane.registry(), kubernetes_version) {
  plane.add_listener([this](KindId kind, const Event& event) {
    revisions.note_commit(event.revision, clock.now());
    hub.notify(kind);
  });
  for (const char* name : {"default", "kube-system", "kube-public", "kube-node-lease"}) create_namespace(plane, name);
}

void ApiService::settle() {
  std::uint64_t before = 0;
  do {
    before = plane.store().revision();
    custom_kinds.run();
    garbage_collector.run();
    namespace_controller.run();
  } while (plane.store().revision() != before);
}

}  // namespace gauntlet::fakeapiserver
