#include "reference_controller/watch/ingress_cache.hpp"

#include "reference_controller/mutants.hpp"
#include "reference_controller/routing/route_builder.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::reference {
namespace {

std::optional<std::string> read_published_address(const kube::Object& object) {
  const kube::Json& status = kube::member(object.json(), "status");
  const kube::Json& entries = kube::member(kube::member(status, "loadBalancer"), "ingress");
  if (!entries.is_array() || entries.size() != 1) return std::nullopt;
  const kube::Json& entry = entries.front();
  if (!kube::string_member(entry, "hostname").empty()) return std::nullopt;
  return std::string(kube::string_member(entry, "ip"));
}

}  // namespace

base::Result<IngressEntry> read_ingress_entry(const kube::Object& object) {
  auto ingress = kube::read_ingress(object);
  if (!ingress) return ingress.error();
  return IngressEntry{std::move(*ingress), read_published_address(object)};
}

void IngressCache::put(const kube::Object& object) {
  if (mutant_active(Mutant::kUpdateIgnored) && find(object.namespaced_name()) != nullptr) return;
  ObjectCache::put(object);
}

void IngressCache::remove(const kube::Object& object) {
  if (mutant_active(Mutant::kRouteKeptAfterDelete)) return;
  ObjectCache::remove(object);
}

void IngressCache::refresh(IngressEntry& entry, IngressEntry&& newer) {
  if (entry.published_address == newer.published_address) return;
  entry.published_address = std::move(newer.published_address);
  on_status_change_();
}

bool IngressCache::Older::operator()(const kube::Ingress* a, const kube::Ingress* b) const {
  return is_older(*a, *b);
}

}  // namespace gauntlet::reference
