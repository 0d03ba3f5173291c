// Server-side apply: PATCH with application/apply-patch+yaml (KEP-555; API concepts, server-side apply).
#pragma once

#include "fakeapiserver/verbs/call.hpp"

namespace gauntlet::fakeapiserver {

Answer apply(ControlPlane& plane, const Call& call);

}  // namespace gauntlet::fakeapiserver
