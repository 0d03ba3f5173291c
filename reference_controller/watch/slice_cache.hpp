// SliceCache: the EndpointSlices, found by the Service that their label names (discovery.k8s.io/v1,
// kubernetes.io/service-name); a slice without that label belongs to nobody.
#pragma once

#include "reference_controller/routing/service_endpoints.hpp"
#include "reference_controller/watch/object_cache.hpp"

#include <span>

namespace gauntlet::reference {

class SliceCache final : public ObjectCache<kube::EndpointSlice> {
 public:
  SliceCache(base::Log& log, std::function<void()> on_change)
      : ObjectCache(kube::read_endpoint_slice, log, std::move(on_change)) {}

  std::span<const SlicePtr> slices_of(const base::NamespacedName& service) const;
  void put(const kube::Object& object) override;

 protected:
  void added(const kube::EndpointSlice& slice) override;
  void removing(const kube::EndpointSlice& slice) override;

 private:
  std::unordered_map<base::NamespacedName, std::vector<SlicePtr>> by_service_;
};

}  // namespace gauntlet::reference
