// SliceView: an EndpointSlice that is not of the cluster's own making, as kube-proxy looks at it: whoever writes one
// for a Service sends its connections there (Kubernetes documentation, "Services without selectors").
#pragma once

#include "foundation/base/result.hpp"
#include "foundation/kube/service.hpp"

namespace gauntlet::cluster {

struct SliceView {
  // kInvalid names the field.
  static base::Result<SliceView> read(const kube::Object& object);

  kube::Object object;
  kube::EndpointSlice slice;

  base::NamespacedName service() const { return {slice.name.namespace_, slice.service_name}; }

 private:
  SliceView(const kube::Object& its_object, kube::EndpointSlice its_slice)
      : object(its_object), slice(std::move(its_slice)) {}
};

}  // namespace gauntlet::cluster
