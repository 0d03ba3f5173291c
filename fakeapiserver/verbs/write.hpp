// create, update and patch.
#pragma once

#include "fakeapiserver/verbs/call.hpp"

namespace gauntlet::fakeapiserver {

Answer create(ControlPlane& plane, const Call& call);
Answer update(ControlPlane& plane, const Call& call);
Answer patch(ControlPlane& plane, const Call& call);

}  // namespace gauntlet::fakeapiserver
