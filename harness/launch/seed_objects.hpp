// SeedObjects: what a controller needs in the cluster before it starts: its own Pod, its ConfigMap, its Service.
#pragma once

#include "foundation/kube/client.hpp"

#include <vector>

namespace gauntlet::launch {

// Creates each, its namespace and its status included; what is there already is replaced. The error names the object.
net::Awaitable<base::Result<void>> seed_objects(kube::Client& client, std::vector<kube::Object> objects,
                                                base::Deadline deadline);

}  // namespace gauntlet::launch
