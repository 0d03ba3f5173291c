#include "reference_controller/watch/slice_cache.hpp"

#include "reference_controller/mutants.hpp"

namespace gauntlet::reference {

std::span<const SlicePtr> SliceCache::slices_of(const base::NamespacedName& service) const {
  const auto found = by_service_.find(service);
  return found == by_service_.end() ? std::span<const SlicePtr>() : std::span<const SlicePtr>(found->second);
}

void SliceCache::put(const kube::Object& object) {
  if (mutant_active(Mutant::kEndpointsReadOnce) && find(object.namespaced_name()) != nullptr) return;
  ObjectCache::put(object);
}

void SliceCache::added(const kube::EndpointSlice& slice) {
  if (slice.service_name.empty()) return;
  by_service_[{slice.name.namespace_, slice.service_name}].push_back(
      std::make_shared<const kube::EndpointSlice>(slice));
}

void SliceCache::removing(const kube::EndpointSlice& slice) {
  const auto found = by_service_.find({slice.name.namespace_, slice.service_name});
  if (found == by_service_.end()) return;
  std::erase_if(found->second, [&slice](const SlicePtr& other) { return other->name == slice.name; });
  if (found->second.empty()) by_service_.erase(found);
}

}  // namespace gauntlet::reference
