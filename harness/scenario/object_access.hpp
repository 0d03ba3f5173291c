// Object access: the writes that steps make through the API, in the way a person with kubectl would.
#pragma once

#include "foundation/kube/client.hpp"
#include "harness/scenario/scenario.hpp"

namespace gauntlet::scenario {

// Creates it, or replaces what is there.
net::Awaitable<base::Result<kube::Object>> apply_object(kube::Client& client, kube::Object object,
                                                        base::Deadline deadline);
// Sets (or, with "null", removes) the values on the newest version; repeats on a conflict.
net::Awaitable<base::Result<kube::Object>> patch_object(kube::Client& client, PatchStep::Change change,
                                                        base::Deadline deadline);
net::Awaitable<base::Result<void>> delete_object(kube::Client& client, ObjectReference reference,
                                                 base::Deadline deadline);
net::Awaitable<base::Result<kube::Object>> get_object(kube::Client& client, ObjectReference reference,
                                                      base::Deadline deadline);

}  // namespace gauntlet::scenario
