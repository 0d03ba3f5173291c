#include "fakeapiserver/controllers/endpoints_mirror.hpp"

#include "fakeapiserver/controllers/own_objects.hpp"
#include "fakeapiserver/rules/names.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <utility>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;
using kube::resources::kEndpoints;
using kube::resources::kEndpointSlices;
using kube::resources::kServices;

constexpr const char* kServiceName = "kubernetes.io/service-name";
constexpr const char* kManagedBy = "endpointslice.kubernetes.io/managed-by";
constexpr const char* kMirror = "endpointslicemirroring-controller.k8s.io";
constexpr const char* kSkip = "endpointslice.kubernetes.io/skip-mirror";
constexpr const char* kLeader = "control-plane.alpha.kubernetes.io/leader";  // Endpoints that are nothing but a lock
constexpr std::size_t kMostEndpoints = 1000;

enum class Readiness { kReady, kNotReady };

Json endpoint_of(const Json& address, Readiness readiness) {
  Json endpoint = {{"addresses", Json::array({member(address, "ip")})},
                   {"conditions", {{"ready", readiness == Readiness::kReady}}}};
  for (const char* key : {"hostname", "nodeName", "targetRef"}) {
    if (address.contains(key)) endpoint[key] = address[key];
  }
  return endpoint;
}

Json slice_ports(const Json& ports) {
  Json all = Json::array();
  for (const Json& port : ports) {
    Json copy = port;
    if (!copy.contains("name")) copy["name"] = "";
    all.push_back(std::move(copy));
  }
  return all;
}

std::string_view label_of(const ObjectVersion& object, std::string_view name) {
  for (const auto& [key, value] : object.index.labels) {
    if (key == name) return value;
  }
  return {};
}

// The Service whose Endpoints a slice is a copy of; nullopt: it is none of ours.
std::optional<base::NamespacedName> copied_service(const ObjectVersion& slice) {
  if (label_of(slice, kManagedBy) != kMirror) return std::nullopt;
  return base::NamespacedName{slice.index.name.namespace_, std::string(label_of(slice, kServiceName))};
}

}  // namespace

std::vector<Json> mirrored_slices(const Json& endpoints) {
  std::vector<Json> slices;
  for (const Json& subset : member(endpoints, "subsets")) {
    std::map<std::string, Json> by_family;
    const auto add = [&by_family](const Json& address, Readiness readiness) {
      const std::string family = is_ipv6(string_member(address, "ip")) ? "IPv6" : "IPv4";
      Json& list = by_family.emplace(family, Json::array()).first->second;
      if (list.size() < kMostEndpoints) list.push_back(endpoint_of(address, readiness));
    };
    for (const Json& address : member(subset, "addresses")) add(address, Readiness::kReady);
    for (const Json& address : member(subset, "notReadyAddresses")) add(address, Readiness::kNotReady);
    for (auto& [family, list] : by_family) {
      slices.push_back(
          {{"addressType", family}, {"endpoints", std::move(list)}, {"ports", slice_ports(member(subset, "ports"))}});
    }
  }
  return slices;
}

EndpointsMirror::EndpointsMirror(ControlPlane& plane)
    : plane_(plane),
      endpoints_(plane.registry().row(kEndpoints).id),
      services_(plane.registry().row(kServices).id),
      slices_(plane.registry().row(kEndpointSlices).id) {
  plane_.add_listener([this](KindId kind, const Event& event) { note(kind, event); });
}

void EndpointsMirror::note(KindId kind, const Event& event) {
  if (kind == endpoints_ || kind == services_) to_look_at_.insert(event.object->index.name);
  if (kind == slices_) note_copy(event);
}

// Somebody may have changed the labels of one.
void EndpointsMirror::note_copy(const Event& event) {
  const base::NamespacedName& name = event.object->index.name;
  if (const auto before = event.previous ? copied_service(*event.previous) : std::nullopt) {
    copies_[*before].erase(name);
    if (copies_[*before].empty()) copies_.erase(*before);
    to_look_at_.insert(*before);
  }
  const auto now = event.type == ChangeType::kDeleted ? std::nullopt : copied_service(*event.object);
  if (!now) return;
  copies_[*now].insert(name);
  to_look_at_.insert(*now);
}

void EndpointsMirror::run() {
  const std::set<base::NamespacedName> names = std::exchange(to_look_at_, {});
  for (const base::NamespacedName& name : names) mirror(name);
}

VersionPtr EndpointsMirror::find_source(const base::NamespacedName& name) const {
  VersionPtr source = plane_.store().find(endpoints_, name);
  if (!source || source->index.deleting || label_of(*source, kSkip) == "true") return nullptr;
  const VersionPtr service = plane_.store().find(services_, name);
  if (!service || !member(member(to_json(*service), "spec"), "selector").empty()) return nullptr;
  if (member(member(to_json(*source), "metadata"), "annotations").contains(kLeader)) return nullptr;
  return source;
}

std::vector<VersionPtr> EndpointsMirror::find_copies(const base::NamespacedName& service) const {
  std::vector<VersionPtr> copies;
  const auto known = copies_.find(service);
  if (known == copies_.end()) return copies;
  for (const base::NamespacedName& name : known->second) {
    VersionPtr slice = plane_.store().find(slices_, name);
    if (slice && !slice->index.deleting) copies.push_back(std::move(slice));
  }
  return copies;
}

// What is there already is changed in its order, so that names stay.
void EndpointsMirror::mirror(const base::NamespacedName& name) {
  const VersionPtr source = find_source(name);
  const std::vector<VersionPtr> copies = find_copies(name);
  if (!source && copies.empty()) return;
  const Json endpoints = source ? to_json(*source) : Json();
  const std::vector<Json> wanted = source ? mirrored_slices(endpoints) : std::vector<Json>();
  for (std::size_t i = wanted.size(); i < copies.size(); ++i) {
    base::ignore_failure(plane_.store().remove(slices_, copies[i]->index.name));
  }
  for (std::size_t i = 0; i < wanted.size() && i < copies.size(); ++i) {
    Json slice = to_json(*copies[i]);
    bool differs = false;
    for (const auto& [key, value] : wanted[i].items()) {
      differs = differs || slice[key] != value;
      slice[key] = value;
    }
    if (!differs) continue;
    slice["metadata"]["generation"] = slice["metadata"].value("generation", 0) + 1;
    base::ignore_failure(plane_.store().update(slices_, make_draft(plane_.registry().row(slices_), slice)));
  }
  for (std::size_t i = copies.size(); i < wanted.size(); ++i) {
    Json slice = wanted[i];
    Json& metadata = slice["metadata"];
    metadata["labels"] = member(member(endpoints, "metadata"), "labels");
    metadata["labels"][kServiceName] = name.name;
    metadata["labels"][kManagedBy] = kMirror;
    metadata["ownerReferences"] = Json::array({{{"apiVersion", "v1"},
                                                {"kind", "Endpoints"},
                                                {"name", name.name},
                                                {"uid", source->index.uid},
                                                {"controller", true},
                                                {"blockOwnerDeletion", true}}});
    create_if_missing(plane_, kEndpointSlices, {name.namespace_, plane_.make_name(name.name + "-")}, std::move(slice));
  }
}

}  // namespace gauntlet::fakeapiserver
