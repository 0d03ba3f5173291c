// delete and deletecollection.
#pragma once

#include "fakeapiserver/request_options.hpp"
#include "fakeapiserver/verbs/call.hpp"

namespace gauntlet::fakeapiserver {

Answer remove(ControlPlane& plane, const Call& call);
// One object after the other; what has gone meanwhile is skipped.
Answer remove_collection(ControlPlane& plane, const Call& call, const ListOptions& selection);

}  // namespace gauntlet::fakeapiserver
