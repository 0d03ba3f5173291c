// set_default: what a field is if nobody has said it.
#pragma once

#include "foundation/kube/object.hpp"

namespace gauntlet::fakeapiserver {

void set_default(kube::Json& object, const char* key, kube::Json value);

}  // namespace gauntlet::fakeapiserver
