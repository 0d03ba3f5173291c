#include "fakeapiserver/api_service.hpp"

#include "fakeapiserver/controllers/own_objects.hpp"
#include "foundation/base/text.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {

ApiService::ApiService(net::Executor executor, std::string version, ServerFeatures server_features)
    : kubernetes_version(std::move(version)),
      features(server_features),
      plane(clock, features.loopback_endpoints),
      garbage_collector(plane),
      namespace_controller(plane),
      namespace_furniture(plane),
      kubernetes_service(plane),
      endpoints_mirror(plane),
      custom_kinds(plane),
      watches{std::move(executor), plane, hub, revisions},
      openapi(plane.registry(), kubernetes_version) {
  plane.add_listener([this](KindId kind, const Event& event) {
    revisions.note_commit(event.revision, clock.now());
    hub.notify(kind);
  });
  for (const char* name : {"default", "kube-system", "kube-public", "kube-node-lease"}) {
    create_if_missing(plane, kube::resources::kNamespaces, {"", name}, kube::Json::object());
  }
}

void ApiService::note_address(const net::Endpoint& address, const std::string& root_certificate) {
  server_address = address.to_string();
  if (features.furniture == Furniture::kOff) return;
  namespace_furniture.set_root_certificate(root_certificate);
  kubernetes_service.set_address(address);
  settle();
}

void ApiService::settle() {
  std::uint64_t before = 0;
  do {
    before = plane.store().revision();
    custom_kinds.run();
    garbage_collector.run();
    namespace_controller.run();
    namespace_furniture.run();
    kubernetes_service.run();
    endpoints_mirror.run();
  } while (plane.store().revision() != before);
}

std::string_view ApiService::deprecation_of(const ResourceRow& row) const {
  if (!row.deprecation) return {};
  const auto parts = base::split(kubernetes_version, '.');
  unsigned long long minor = 0;
  const bool is_known = parts.size() > 1 && base::parse_decimal(parts[1], minor);
  const bool applies = is_known && minor >= static_cast<unsigned>(row.deprecation->since_minor);
  return applies ? row.deprecation->warning : std::string_view();
}

}  // namespace gauntlet::fakeapiserver
