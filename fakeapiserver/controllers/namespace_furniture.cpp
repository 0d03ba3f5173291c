#include "fakeapiserver/controllers/namespace_furniture.hpp"

#include "fakeapiserver/controllers/own_objects.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::resources::kConfigMaps;
using kube::resources::kNamespaces;
using kube::resources::kServiceAccounts;

constexpr const char* kAccountName = "default";
constexpr const char* kMapName = "kube-root-ca.crt";
constexpr const char* kMapKey = "ca.crt";

}  // namespace

NamespaceFurniture::NamespaceFurniture(ControlPlane& plane)
    : plane_(plane),
      namespaces_(plane.registry().row(kNamespaces).id),
      accounts_(plane.registry().row(kServiceAccounts).id),
      maps_(plane.registry().row(kConfigMaps).id) {
  plane_.add_listener([this](KindId kind, const Event& event) { note(kind, event); });
}

void NamespaceFurniture::note(KindId kind, const Event& event) {
  const base::NamespacedName& name = event.object->index.name;
  if (kind == namespaces_ && event.type == ChangeType::kAdded) to_furnish_.insert(name.name);
  const bool account_gone = kind == accounts_ && event.type == ChangeType::kDeleted && name.name == kAccountName;
  const bool map_touched = kind == maps_ && event.type != ChangeType::kAdded && name.name == kMapName;
  if (account_gone || map_touched) to_furnish_.insert(name.namespace_);
}

void NamespaceFurniture::run() {
  if (root_certificate_.empty()) return;
  const std::set<std::string> names = std::exchange(to_furnish_, {});
  for (const std::string& name : names) furnish(name);
}

void NamespaceFurniture::furnish(const std::string& namespace_) {
  const VersionPtr found = plane_.store().find(namespaces_, {"", namespace_});
  if (!found || found->index.deleting) return;
  create_if_missing(plane_, kServiceAccounts, {namespace_, kAccountName}, Json::object());
  publish_certificate(namespace_);
}

void NamespaceFurniture::publish_certificate(const std::string& namespace_) {
  const Json data = {{kMapKey, root_certificate_}};
  const base::NamespacedName name{namespace_, kMapName};
  create_if_missing(plane_, kConfigMaps, name, {{"data", data}});
  const VersionPtr current = plane_.store().find(maps_, name);
  if (!current || current->index.deleting) return;
  Json object = to_json(*current);
  if (kube::member(object, "data") == data) return;
  object["data"] = data;
  base::ignore_failure(plane_.store().update(maps_, make_draft(plane_.registry().row(maps_), object)));
}

}  // namespace gauntlet::fakeapiserver
