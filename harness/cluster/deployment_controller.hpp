// DeploymentController: Deployments become ReplicaSets and Pods, and tell in their statuses how many there are. One
// loop.
#pragma once

#include "harness/cluster/deployment_plan.hpp"
#include "harness/cluster/pod_controller.hpp"

namespace gauntlet::cluster {

class DeploymentController {
 public:
  // All of them outlive it.
  DeploymentController(kube::Client& client, ClusterModel& model, PodController& pods)
      : client_(client), model_(model), pods_(pods) {}

  net::Awaitable<base::Result<void>> sync(base::NamespacedName name, base::Deadline deadline);
  // Of the Deployment and of its ReplicaSets.
  net::Awaitable<base::Result<void>> sync_status(base::NamespacedName name, base::Deadline deadline);

 private:
  DeploymentPlan make_plan(const DeploymentView& deployment) const;
  net::Awaitable<base::Result<void>> create_set(base::NamespacedName name, base::Deadline deadline);
  net::Awaitable<base::Result<void>> scale_set(base::NamespacedName name, int replicas, base::Deadline deadline);
  net::Awaitable<base::Result<void>> write_status(const kube::ResourceType& type, kube::Object object,
                                                  kube::Json status, base::Deadline deadline);

  kube::Client& client_;
  ClusterModel& model_;
  PodController& pods_;
};

}  // namespace gauntlet::cluster
