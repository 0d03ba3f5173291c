// Strategic merge patch: a merge patch that knows which lists are merged by key (the patch type of kubectl apply and
// edit for built-in kinds; sig-api-machinery, strategic-merge-patch). Merge keys come from the schema. Pure.
#pragma once

#include "fakeapiserver/schema/schema.hpp"
#include "foundation/base/result.hpp"
#include "foundation/kube/object.hpp"

namespace gauntlet::fakeapiserver {

// Understands $patch: replace | delete | merge, $setElementOrder/<list>, $retainKeys and
// $deleteFromPrimitiveList/<list>. kBadRequest for a directive that cannot be read or a list item without its merge
// key.
base::Result<kube::Json> apply_strategic_merge(const StructType& type, kube::Json object, const kube::Json& patch);

}  // namespace gauntlet::fakeapiserver
