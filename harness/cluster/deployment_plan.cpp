#include "harness/cluster/deployment_plan.hpp"

#include <algorithm>
#include <set>

namespace gauntlet::cluster {
namespace {

void scale(const SetState& state, int replicas, DeploymentPlan& plan) {
  if (state.set->replicas != replicas) plan.scalings.push_back({state.set, replicas});
}

void plan_current(const SetState& state, int replicas, DeploymentPlan& plan) {
  scale(state, replicas, plan);
  std::set<int> present(state.coming.begin(), state.coming.end());
  for (const PodView* const pod : state.pods) {
    const bool is_wanted = !pod->is_finished() && pod->index >= 0 && pod->index < replicas;
    if (!is_wanted || !present.insert(pod->index).second) plan.surplus_pods.push_back(pod);
  }
  for (int index = 0; index < replicas; ++index) {
    if (!present.contains(index)) plan.new_pods.push_back(index);
  }
}

bool has_all_ready(const SetState& state, int replicas) {
  const auto is_ready = [](const PodView* pod) { return pod->is_ready; };
  return std::count_if(state.pods.begin(), state.pods.end(), is_ready) >= replicas;
}

}  // namespace

DeploymentPlan plan_deployment(const DeploymentView& deployment, const std::vector<SetState>& sets) {
  DeploymentPlan plan;
  const auto current = std::find_if(sets.begin(), sets.end(), [&](const SetState& state) {
    return !state.set->is_terminating && state.set->template_hash == deployment.template_hash;
  });
  if (current == sets.end()) {
    plan.makes_set = true;
    return plan;
  }
  plan.set = current->set;
  plan_current(*current, deployment.replicas, plan);
  for (const SetState& state : sets) {
    const bool is_old = state.set != current->set && !state.set->is_terminating;
    if (!is_old || !has_all_ready(*current, deployment.replicas)) continue;
    scale(state, 0, plan);
    plan.surplus_pods.insert(plan.surplus_pods.end(), state.pods.begin(), state.pods.end());
  }
  return plan;
}

}  // namespace gauntlet::cluster
