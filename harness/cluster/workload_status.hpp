// The statuses of Deployments and ReplicaSets (apps/v1), counted from their pods. Pure.
#pragma once

#include "harness/cluster/workload_views.hpp"

#include <string>
#include <vector>

namespace gauntlet::cluster {

struct ReplicaCounts {
  int replicas = 0;
  int ready = 0;
};
ReplicaCounts count_pods(const std::vector<const PodView*>& pods);

// The whole statuses; equal to the present ones where nothing has changed.
kube::Json make_replica_set_status(const ReplicaSetView& set, const ReplicaCounts& pods);
// `all`: the pods of all its sets; `updated`: those of the current template.
kube::Json make_deployment_status(const DeploymentView& deployment, const ReplicaCounts& all,
                                  const ReplicaCounts& updated, const std::string& now);

}  // namespace gauntlet::cluster
