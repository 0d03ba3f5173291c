#include "harness/cluster/slice_view.hpp"

#include <utility>

namespace gauntlet::cluster {

base::Result<SliceView> SliceView::read(const kube::Object& object) {
  auto slice = kube::read_endpoint_slice(object);
  if (!slice) return slice.error();
  return SliceView(object, std::move(*slice));
}

}  // namespace gauntlet::cluster
