// Patches: JSON patch (RFC 6902) and JSON merge patch (RFC 7386).
#pragma once

#include "foundation/base/result.hpp"
#include "foundation/kube/object.hpp"

namespace gauntlet::kube {

Json apply_merge_patch(Json target, const Json& patch);
// kBadRequest for a patch that is none, kInvalid where an operation cannot be applied (a failed test, a missing path).
// At most 10,000 operations, as the API server allows.
base::Result<Json> apply_json_patch(Json target, const Json& patch);

}  // namespace gauntlet::kube
