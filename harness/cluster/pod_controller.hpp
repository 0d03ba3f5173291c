// PodController: makes, runs and removes pods through the API: the scheduler and the kubelet of a cluster in one. One
// loop.
#pragma once

#include "foundation/kube/client.hpp"
#include "harness/cluster/cluster_model.hpp"
#include "harness/cluster/kubelet.hpp"

#include <map>
#include <string>
#include <vector>

namespace gauntlet::cluster {

class PodController {
 public:
  // All of them outlive it.
  PodController(kube::Client& client, ClusterModel& model, Kubelet& kubelet, WorkQueue& queue)
      : client_(client), model_(model), kubelet_(kubelet), queue_(queue) {}

  // A pod of the set with this number is to be made.
  void plan(const ReplicaSetView& set, int index);
  // The numbers of planned pods that do not exist yet.
  std::vector<int> planned_of(const ReplicaSetView& set) const;
  // The pod is to be deleted. As in a cluster whose pods end in good order, it answers on for its grace period.
  void doom(const PodView& pod);
  bool is_doomed(const PodView& pod) const { return doomed_.contains(pod.name); }
  // As if its node was gone: it ends at once.
  void drop(const PodView& pod);
  void set_state(const PodView& pod, ContainerState state);

  // Does what has to be done about one pod.
  net::Awaitable<base::Result<void>> sync(base::NamespacedName name, base::Deadline deadline);

 private:
  struct Planned {
    base::NamespacedName set;
    std::string set_uid;
    int index;
    kube::Object object;
  };

  net::Awaitable<base::Result<void>> create(base::NamespacedName name, base::Deadline deadline);
  net::Awaitable<base::Result<void>> remove(base::NamespacedName name, base::Deadline deadline);
  net::Awaitable<base::Result<void>> write_status(base::NamespacedName name, base::Deadline deadline);

  kube::Client& client_;
  ClusterModel& model_;
  Kubelet& kubelet_;
  WorkQueue& queue_;
  std::map<base::NamespacedName, Planned> planned_;
  std::map<base::NamespacedName, base::Duration> doomed_;  // with the grace period
  std::map<std::pair<std::string, int>, int> made_;        // by set and number
};

}  // namespace gauntlet::cluster
