// What deleting an object does: preconditions, finalizers by propagation policy, the deletion time stamp, or removal.
#pragma once

#include "fakeapiserver/control_plane.hpp"
#include "fakeapiserver/outcome.hpp"
#include "fakeapiserver/request_options.hpp"

namespace gauntlet::fakeapiserver {

struct Removed {
  VersionPtr last;    // gone: the last state; else the state with its deletionTimestamp
  bool gone = false;  // false: finalizers (or a Namespace's content) still hold it
};

Outcome<Removed> remove_object(ControlPlane& plane, const ResourceRow& row, const VersionPtr& current,
                               const DeleteOptions& options);

}  // namespace gauntlet::fakeapiserver
