// DeploymentView and ReplicaSetView: what the Deployment controller looks at (apps/v1), and the objects that it makes.
// Pure.
#pragma once

#include "harness/cluster/pod_view.hpp"

#include <cstdint>
#include <string>

namespace gauntlet::cluster {

struct DeploymentView {
  explicit DeploymentView(const kube::Object& its_object);

  kube::Object object;
  base::NamespacedName name;
  std::string uid;
  int replicas = 1;
  std::int64_t generation = 0;
  bool is_terminating = false;
  std::string template_hash;  // the pod-template-hash label of its current ReplicaSet
};

struct ReplicaSetView {
  explicit ReplicaSetView(const kube::Object& its_object);

  kube::Object object;
  base::NamespacedName name;
  std::string uid;
  int replicas = 1;
  bool is_terminating = false;
  Owner owner;
  std::string template_hash;
};

// The ReplicaSet of the Deployment's current template.
kube::Object make_replica_set(const DeploymentView& deployment);
// A pod of the set with a number among its pods; `made` counts all that were ever made with it, so that no two have one
// name.
kube::Object make_pod(const ReplicaSetView& set, int index, int made, const std::string& node_name);

}  // namespace gauntlet::cluster
