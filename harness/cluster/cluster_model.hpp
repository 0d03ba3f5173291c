// ClusterModel: what the fake cluster knows of the API's objects, and what has to be done again when they change. Pure.
#pragma once

#include "foundation/base/log.hpp"
#include "foundation/kube/client.hpp"
#include "harness/cluster/object_table.hpp"
#include "harness/cluster/pod_view.hpp"
#include "harness/cluster/service_view.hpp"
#include "harness/cluster/slice_view.hpp"
#include "harness/cluster/work_queue.hpp"
#include "harness/cluster/workload_views.hpp"

#include <string>
#include <vector>

namespace gauntlet::cluster {

class ClusterModel {
 public:
  // Both outlive it.
  ClusterModel(WorkQueue& queue, base::Log& log);
  ClusterModel(const ClusterModel&) = delete;
  ClusterModel& operator=(const ClusterModel&) = delete;

  // By the object's kind: Deployment, ReplicaSet, Pod, Service, or EndpointSlice of somebody else; others are ignored.
  void put(const kube::Object& object);
  void remove(const kube::Object& object);
  void replace(std::string_view kind, const kube::ObjectList& all, const std::string& namespace_ = {});
  // The answer to a write of ours: the pod itself needs no second look.
  void put_own(const kube::Object& object);
  void remove_own_pod(const PodView& pod);

  const DeploymentView* find_deployment(const base::NamespacedName& name) const { return deployments_.find(name); }
  const ReplicaSetView* find_replica_set(const base::NamespacedName& name) const { return replica_sets_.find(name); }
  const PodView* find_pod(const base::NamespacedName& name) const { return pods_.find(name); }
  const ServiceView* find_service(const base::NamespacedName& name) const { return services_.find(name); }
  std::vector<const PodView*> pods_in(const std::string& namespace_) const { return pods_.all_in(namespace_); }
  // By name.
  std::vector<const SliceView*> foreign_slices_of(const base::NamespacedName& service) const;
  std::vector<const ReplicaSetView*> sets_of(const DeploymentView& deployment) const;
  std::vector<const PodView*> pods_of(const ReplicaSetView& set) const;
  // The name of the Deployment that a pod belongs to; its own where there is none.
  std::string backend_of(const PodView& pod) const;
  // The pod with this number; nullptr if there is none.
  const PodView* find_pod_of(const base::NamespacedName& deployment, int index) const;

 private:
  template <typename View>
  void put_readable(const kube::Object& object, ObjectTable<View>& table);
  void note(const DeploymentView* before, const DeploymentView* after);
  void note(const ReplicaSetView* before, const ReplicaSetView* after);
  void note(const PodView* before, const PodView* after);
  void note(const ServiceView* before, const ServiceView* after);
  void note(const SliceView* before, const SliceView* after);
  void add_services_of(const PodView& pod);
  std::string deployment_of(const PodView& pod) const;

  WorkQueue& queue_;
  base::Log& log_;
  bool is_own_ = false;  // the change under way is an answer to our own write
  ObjectTable<DeploymentView> deployments_;
  ObjectTable<ReplicaSetView> replica_sets_;
  ObjectTable<PodView> pods_;
  ObjectTable<ServiceView> services_;
  ObjectTable<SliceView> foreign_slices_;
};

}  // namespace gauntlet::cluster
