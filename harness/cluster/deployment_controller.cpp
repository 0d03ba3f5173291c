#include "harness/cluster/deployment_controller.hpp"

#include "harness/cluster/api_time.hpp"
#include "harness/cluster/workload_status.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace gauntlet::cluster {
namespace {

using base::NamespacedName;
using base::Reason;
using base::Result;
using kube::resources::kDeployments;
using kube::resources::kReplicaSets;
using net::Awaitable;

}  // namespace

DeploymentPlan DeploymentController::make_plan(const DeploymentView& deployment) const {
  std::vector<SetState> states;
  for (const ReplicaSetView* const set : model_.sets_of(deployment)) {
    SetState state;
    state.set = set;
    state.pods = model_.pods_of(*set);
    std::erase_if(state.pods, [&](const PodView* pod) { return pod->is_terminating || pods_.is_doomed(*pod); });
    state.coming = pods_.planned_of(*set);
    states.push_back(std::move(state));
  }
  return plan_deployment(deployment, states);
}

Awaitable<Result<void>> DeploymentController::sync(NamespacedName name, base::Deadline deadline) {
  const DeploymentView* deployment = model_.find_deployment(name);
  if (deployment == nullptr || deployment->is_terminating) co_return Result<void>();
  if (make_plan(*deployment).makes_set) {
    auto created = co_await create_set(name, deadline);
    if (!created) co_return created;
    deployment = model_.find_deployment(name);
    if (deployment == nullptr) co_return Result<void>();
  }
  const DeploymentPlan plan = make_plan(*deployment);
  if (plan.makes_set) co_return Result<void>();
  for (const int index : plan.new_pods) pods_.plan(*plan.set, index);
  for (const PodView* const pod : plan.surplus_pods) pods_.doom(*pod);
  std::vector<std::pair<NamespacedName, int>> scalings;
  for (const DeploymentPlan::Scaling& scaling : plan.scalings)
    scalings.emplace_back(scaling.set->name, scaling.replicas);
  for (const auto& [set, replicas] : scalings) {
    auto scaled = co_await scale_set(set, replicas, deadline);
    if (!scaled) co_return scaled;
  }
  co_return Result<void>();
}

Awaitable<Result<void>> DeploymentController::create_set(NamespacedName name, base::Deadline deadline) {
  kube::Object wanted = make_replica_set(*model_.find_deployment(name));
  const NamespacedName set_name = wanted.namespaced_name();
  auto created = co_await client_.create(kReplicaSets, std::move(wanted), deadline);
  if (!created && created.error().reason() == Reason::kAlreadyExists) {
    created = co_await client_.get(kReplicaSets, set_name, deadline);
  }
  if (!created) co_return created.error();
  model_.put_own(*created);
  co_return Result<void>();
}

Awaitable<Result<void>> DeploymentController::scale_set(NamespacedName name, int replicas, base::Deadline deadline) {
  kube::Json patch = {{"spec", {{"replicas", replicas}}}};
  patch["metadata"]["annotations"]["deployment.kubernetes.io/desired-replicas"] = std::to_string(replicas);
  auto patched = co_await client_.patch(kReplicaSets, name, kube::PatchType::kMerge, std::move(patch), deadline);
  if (!patched) co_return patched.error();
  model_.put_own(*patched);
  co_return Result<void>();
}

Awaitable<Result<void>> DeploymentController::sync_status(NamespacedName name, base::Deadline deadline) {
  const DeploymentView* const deployment = model_.find_deployment(name);
  if (deployment == nullptr || deployment->is_terminating) co_return Result<void>();
  ReplicaCounts all;
  ReplicaCounts updated;
  std::vector<std::pair<kube::Object, kube::Json>> sets;
  for (const ReplicaSetView* const set : model_.sets_of(*deployment)) {
    const ReplicaCounts counts = count_pods(model_.pods_of(*set));
    all.replicas += counts.replicas;
    all.ready += counts.ready;
    if (set->template_hash == deployment->template_hash) updated = counts;
    sets.emplace_back(set->object, make_replica_set_status(*set, counts));
  }
  const std::string now = to_api_time(base::SystemClock().wall_time());
  kube::Json status = make_deployment_status(*deployment, all, updated, now);
  kube::Object object = deployment->object;
  for (auto& [set, set_status] : sets) {
    auto written = co_await write_status(kReplicaSets, set, std::move(set_status), deadline);
    if (!written) co_return written;
  }
  auto written = co_await write_status(kDeployments, std::move(object), std::move(status), deadline);
  co_return written;
}

Awaitable<Result<void>> DeploymentController::write_status(const kube::ResourceType& type, kube::Object object,
                                                           kube::Json status, base::Deadline deadline) {
  if (status == kube::member(object.json(), "status")) co_return Result<void>();
  kube::Json json = object.json();
  json["status"] = std::move(status);
  kube::Object changed = kube::Object::from_json(std::move(json));
  auto written = co_await client_.update_status(type, std::move(changed), deadline);
  if (!written) co_return written.error();
  model_.put_own(*written);
  co_return Result<void>();
}

}  // namespace gauntlet::cluster
