// The status that a kubelet would write for a pod of ours (core/v1 PodStatus). Pure.
#pragma once

#include "harness/cluster/pod_view.hpp"

#include <string>

namespace gauntlet::cluster {

// What its container does.
enum class ContainerState { kReady, kUnready, kDead };

struct PodCondition {
  ContainerState container = ContainerState::kReady;
  std::string ip;       // of the pod
  std::string host_ip;  // of the node
  int restarts = 0;
  std::string trouble;  // why it does not run, for people; kDead
};

// The whole status; equal to the pod's present one where nothing has changed. `now` is a metav1.Time.
kube::Json make_pod_status(const PodView& pod, const PodCondition& condition, const std::string& now);

}  // namespace gauntlet::cluster
