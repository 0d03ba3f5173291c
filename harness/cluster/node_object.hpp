// The Node on which all pods of the fake cluster run (core/v1 Node). Pure.
#pragma once

#include "harness/cluster/kubelet.hpp"

namespace gauntlet::cluster {

// With its status; `now` is a metav1.Time.
kube::Object make_node(const NodeIdentity& node, const std::string& now);

}  // namespace gauntlet::cluster
