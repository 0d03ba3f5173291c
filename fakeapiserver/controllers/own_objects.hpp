// Objects that the control plane makes of its own accord.
#pragma once

#include "fakeapiserver/control_plane.hpp"

namespace gauntlet::fakeapiserver {

// Through the stages of an ordinary create; `content` needs neither kind nor name. Not made where something is in the
// way: its namespace is going, or somebody has its ClusterIP.
void create_if_missing(ControlPlane& plane, const kube::ResourceType& type, const base::NamespacedName& name,
                       kube::Json content);

}  // namespace gauntlet::fakeapiserver
