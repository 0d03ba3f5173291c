#include "harness/cluster/workload_status.hpp"

#include "foundation/base/text.hpp"
#include "harness/cluster/status_conditions.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::cluster {
namespace {

using kube::Json;
using kube::member;

Json present_status(const kube::Object& object) {
  const Json& status = member(object.json(), "status");
  return status.is_object() ? status : Json::object();
}

// Go leaves a 0 out (omitempty).
void set_count(Json& status, const char* key, int count) {
  if (count == 0) {
    status.erase(key);
  } else {
    status[key] = count;
  }
}

void set_observed_generation(Json& status, const kube::Object& object) {
  const Json& generation = member(member(object.json(), "metadata"), "generation");
  if (generation.is_number_integer()) status["observedGeneration"] = generation;
}

// strategy.rollingUpdate.maxUnavailable: a number or a percentage, rounded down; 25 % where nothing is said.
int most_unavailable(const DeploymentView& deployment) {
  const Json& rolling = member(member(member(deployment.object.json(), "spec"), "strategy"), "rollingUpdate");
  const Json& most = member(rolling, "maxUnavailable");
  if (most.is_number_integer()) return most.get<int>();
  unsigned long long percent = 25;
  if (most.is_string()) {
    std::string_view text = most.get_ref<const std::string&>();
    if (text.ends_with('%')) text.remove_suffix(1);
    if (!base::parse_decimal(text, percent)) percent = 25;
  }
  return static_cast<int>(static_cast<unsigned long long>(deployment.replicas) * percent / 100);
}

void set_deployment_conditions(Json& status, const DeploymentView& deployment, const ReplicaCounts& all,
                               const ReplicaCounts& updated, const std::string& now) {
  const bool is_available = all.ready >= deployment.replicas - most_unavailable(deployment);
  if (is_available) {
    set_condition(status, {"Available", true, "MinimumReplicasAvailable", "Deployment has minimum availability."}, now);
  } else {
    set_condition(status,
                  {"Available", false, "MinimumReplicasUnavailable", "Deployment does not have minimum availability."},
                  now);
  }
  const bool is_complete = updated.ready >= deployment.replicas && all.replicas == updated.replicas;
  const std::string set = fmt::format("{}-{}", deployment.name.name, deployment.template_hash);
  const std::string done = fmt::format("ReplicaSet \"{}\" has successfully progressed.", set);
  const std::string under_way = fmt::format("ReplicaSet \"{}\" is progressing.", set);
  if (is_complete) {
    set_condition(status, {"Progressing", true, "NewReplicaSetAvailable", done}, now);
  } else {
    set_condition(status, {"Progressing", true, "ReplicaSetUpdated", under_way}, now);
  }
}

}  // namespace

ReplicaCounts count_pods(const std::vector<const PodView*>& pods) {
  ReplicaCounts counts;
  for (const PodView* const pod : pods) {
    if (pod->is_terminating || pod->is_finished()) continue;
    ++counts.replicas;
    if (pod->is_ready) ++counts.ready;
  }
  return counts;
}

Json make_replica_set_status(const ReplicaSetView& set, const ReplicaCounts& pods) {
  Json status = present_status(set.object);
  status["replicas"] = pods.replicas;
  set_count(status, "fullyLabeledReplicas", pods.replicas);
  set_count(status, "readyReplicas", pods.ready);
  set_count(status, "availableReplicas", pods.ready);
  set_observed_generation(status, set.object);
  return status;
}

Json make_deployment_status(const DeploymentView& deployment, const ReplicaCounts& all, const ReplicaCounts& updated,
                            const std::string& now) {
  Json status = present_status(deployment.object);
  set_observed_generation(status, deployment.object);
  set_count(status, "replicas", all.replicas);
  set_count(status, "updatedReplicas", updated.replicas);
  set_count(status, "readyReplicas", all.ready);
  set_count(status, "availableReplicas", all.ready);
  set_count(status, "unavailableReplicas", std::max(0, deployment.replicas - all.ready));
  set_deployment_conditions(status, deployment, all, updated, now);
  return status;
}

}  // namespace gauntlet::cluster
