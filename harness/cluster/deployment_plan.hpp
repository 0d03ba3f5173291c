// DeploymentPlan: what a Deployment needs, as the Deployment and ReplicaSet controllers decide it (apps/v1). Pure.
//
// Pods carry numbers from 0 on, and the highest go first when there are too many, so that a case knows which pod it
// loses. A new template gets a new ReplicaSet with all its pods at once; the old pods go when the new ones are ready.
#pragma once

#include "harness/cluster/workload_views.hpp"

#include <string>
#include <vector>

namespace gauntlet::cluster {

struct SetState {
  const ReplicaSetView* set = nullptr;
  std::vector<const PodView*> pods;  // its own, without those that are going
  std::vector<int> coming;           // numbers of pods that are being made
};

struct DeploymentPlan {
  bool makes_set = false;  // and nothing else, before it is there
  struct Scaling {
    const ReplicaSetView* set;
    int replicas;
  };
  std::vector<Scaling> scalings;
  const ReplicaSetView* set = nullptr;  // of the current template
  std::vector<int> new_pods;            // numbers
  std::vector<const PodView*> surplus_pods;
};

// `sets`: all that the Deployment owns.
DeploymentPlan plan_deployment(const DeploymentView& deployment, const std::vector<SetState>& sets);

}  // namespace gauntlet::cluster
