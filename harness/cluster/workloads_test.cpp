// Deployments: what they need, what is made of them, what they tell.
#include "harness/cluster/deployment_plan.hpp"
#include "harness/cluster/object_samples_test.hpp"
#include "harness/cluster/pod_status.hpp"
#include "harness/cluster/workload_status.hpp"

#include <gmock/gmock.h>

#include <list>

namespace gauntlet::cluster {
namespace {

using kube::Json;
using testing::ElementsAre;
using testing::IsEmpty;

// A Deployment with ReplicaSets and pods, as far as a plan looks at them.
class World {
 public:
  explicit World(int replicas) : deployment(make_deployment_view(replicas)) {}

  SetState& add_set(const std::string& hash, int replicas) {
    Json json = make_replica_set(deployment).json();
    json["metadata"]["uid"] = "uid-" + hash;
    json["metadata"]["name"] = "web-" + hash;
    json["metadata"]["labels"]["pod-template-hash"] = hash;
    json["spec"]["replicas"] = replicas;
    set_views_.emplace_back(kube::Object::from_json(std::move(json)));
    states.push_back({&set_views_.back(), {}, {}});
    return states.back();
  }
  SetState& add_current_set(int replicas) { return add_set(deployment.template_hash, replicas); }
  void add_pod(SetState& set, PodSample pod) {
    pod_views_.push_back(pod.view());
    set.pods.push_back(&pod_views_.back());
  }
  DeploymentPlan plan() const { return plan_deployment(deployment, {states.begin(), states.end()}); }

  DeploymentView deployment;
  std::list<SetState> states;

 private:
  std::list<ReplicaSetView> set_views_;
  std::list<PodView> pod_views_;
};

std::vector<std::string> names_of(const std::vector<const PodView*>& pods) {
  std::vector<std::string> names;
  for (const PodView* const pod : pods) names.push_back(pod->name.name);
  return names;
}

TEST(DeploymentPlan, BeginsWithAReplicaSet) {
  World world(2);
  EXPECT_TRUE(world.plan().makes_set);
  world.add_set("of-an-old-template", 2);
  EXPECT_TRUE(world.plan().makes_set);
}

TEST(DeploymentPlan, MakesThePodsThatAreMissing) {
  World world(3);
  SetState& set = world.add_current_set(3);
  world.add_pod(set, PodSample("one").index(1));
  EXPECT_THAT(world.plan().new_pods, ElementsAre(0, 2));
  set.coming = {0};
  EXPECT_THAT(world.plan().new_pods, ElementsAre(2));
  EXPECT_THAT(world.plan().surplus_pods, IsEmpty());
  EXPECT_THAT(world.plan().scalings, IsEmpty());
}

TEST(DeploymentPlan, RemovesTheHighestNumbers) {
  World world(1);
  SetState& set = world.add_current_set(3);
  world.add_pod(set, PodSample("two").index(2));
  world.add_pod(set, PodSample("zero").index(0));
  world.add_pod(set, PodSample("one").index(1));
  const DeploymentPlan plan = world.plan();
  EXPECT_THAT(names_of(plan.surplus_pods), ElementsAre("two", "one"));
  EXPECT_THAT(plan.new_pods, IsEmpty());
  ASSERT_EQ(plan.scalings.size(), 1u);
  EXPECT_EQ(plan.scalings[0].replicas, 1);
}

TEST(DeploymentPlan, ReplacesPodsThatHaveEndedAndExtraOnes) {
  World world(2);
  SetState& set = world.add_current_set(2);
  PodSample failed("failed");
  failed.index(0).json["status"]["phase"] = "Failed";
  world.add_pod(set, failed);
  world.add_pod(set, PodSample("one").index(1));
  world.add_pod(set, PodSample("one-more").index(1));
  world.add_pod(set, PodSample("without-number"));
  const DeploymentPlan plan = world.plan();
  EXPECT_THAT(plan.new_pods, ElementsAre(0));
  EXPECT_THAT(names_of(plan.surplus_pods), ElementsAre("failed", "one-more", "without-number"));
}

TEST(DeploymentPlan, OldPodsGoWhenTheNewOnesAreReady) {
  World world(1);
  SetState& old = world.add_set("old", 1);
  world.add_pod(old, PodSample("old-zero").index(0));
  SetState& current = world.add_current_set(1);
  EXPECT_THAT(world.plan().new_pods, ElementsAre(0));
  EXPECT_THAT(world.plan().surplus_pods, IsEmpty());
  world.add_pod(current, PodSample("new-zero").index(0).unready());
  EXPECT_THAT(world.plan().surplus_pods, IsEmpty());
  current.pods.clear();
  world.add_pod(current, PodSample("new-zero").index(0));
  const DeploymentPlan plan = world.plan();
  EXPECT_THAT(names_of(plan.surplus_pods), ElementsAre("old-zero"));
  ASSERT_EQ(plan.scalings.size(), 1u);
  EXPECT_EQ(plan.scalings[0].set, old.set);
  EXPECT_EQ(plan.scalings[0].replicas, 0);
}

TEST(Workloads, AReplicaSetIsThatOfTheTemplate) {
  const DeploymentView deployment = make_deployment_view(2);
  const Json set = make_replica_set(deployment).json();
  const std::string hash = deployment.template_hash;
  EXPECT_EQ(set["metadata"]["name"], "web-" + hash);
  EXPECT_EQ(set["spec"]["replicas"], 2);
  EXPECT_EQ(set["spec"]["selector"]["matchLabels"], (Json{{"app", "web"}, {"pod-template-hash", hash}}));
  EXPECT_EQ(set["spec"]["template"]["metadata"]["labels"], (Json{{"app", "web"}, {"pod-template-hash", hash}}));
  const Json owner = {{"apiVersion", "apps/v1"}, {"kind", "Deployment"}, {"name", "web"},
                      {"uid", "uid-deployment"}, {"controller", true},   {"blockOwnerDeletion", true}};
  EXPECT_EQ(set["metadata"]["ownerReferences"], Json::array({owner}));
}

TEST(Workloads, TheTemplateAloneDecidesTheHash) {
  Json json = make_deployment_json(2);
  const DeploymentView before(kube::Object::from_json(json));
  json["spec"]["replicas"] = 5;
  EXPECT_EQ(DeploymentView(kube::Object::from_json(json)).template_hash, before.template_hash);
  json["spec"]["template"]["spec"]["containers"][0]["image"] = "echo:2";
  EXPECT_NE(DeploymentView(kube::Object::from_json(json)).template_hash, before.template_hash);
}

TEST(Workloads, APodIsMadeOfTheTemplate) {
  Json set_json = make_replica_set(make_deployment_view(2)).json();
  set_json["metadata"]["uid"] = "uid-set";
  const ReplicaSetView set(kube::Object::from_json(set_json));
  const PodView pod(make_pod(set, 1, 0, "node-1"));
  EXPECT_TRUE(pod.name.name.starts_with(set.name.name + "-"));
  EXPECT_EQ(pod.name.namespace_, "shop");
  EXPECT_EQ(pod.index, 1);
  EXPECT_EQ(pod.node_name, "node-1");
  EXPECT_EQ(pod.labels.at("app"), "web");
  EXPECT_EQ(pod.labels.at("pod-template-hash"), set.template_hash);
  EXPECT_EQ(pod.owner, (Owner{"ReplicaSet", set.name.name, "uid-set"}));
  EXPECT_EQ(pod.object.json()["metadata"]["annotations"]["note"], "x");
  EXPECT_EQ(pod.object.json()["spec"]["containers"][0]["image"], "echo:1");
  EXPECT_NE(make_pod(set, 1, 1, "node-1").name(), pod.name.name);
  EXPECT_NE(make_pod(set, 0, 0, "node-1").name(), pod.name.name);
}

std::string truth_of(const Json& status, const std::string& type) {
  for (const Json& condition : status["conditions"]) {
    if (condition["type"] == type) return condition["status"];
  }
  return "absent";
}

const std::string kNow = "2026-07-01T10:00:00Z";
const std::string kLater = "2026-07-01T10:00:05Z";

TEST(WorkloadStatus, CountsPods) {
  const DeploymentView deployment = make_deployment_view(4);
  const Json status = make_deployment_status(deployment, {4, 3}, {4, 3}, kNow);
  EXPECT_EQ(status["observedGeneration"], 3);
  EXPECT_EQ(status["replicas"], 4);
  EXPECT_EQ(status["updatedReplicas"], 4);
  EXPECT_EQ(status["readyReplicas"], 3);
  EXPECT_EQ(status["availableReplicas"], 3);
  EXPECT_EQ(status["unavailableReplicas"], 1);
  EXPECT_EQ(truth_of(status, "Available"), "True");  // a quarter of 4 may be missing
  EXPECT_EQ(truth_of(status, "Progressing"), "True");
}

TEST(WorkloadStatus, LeavesZeroesOut) {
  const Json status = make_deployment_status(make_deployment_view(1), {1, 0}, {1, 0}, kNow);
  EXPECT_FALSE(status.contains("readyReplicas"));
  EXPECT_EQ(status["unavailableReplicas"], 1);
  EXPECT_EQ(truth_of(status, "Available"), "False");
}

TEST(WorkloadStatus, StaysTheSameWhereNothingChanges) {
  Json json = make_deployment_json(2);
  json["status"] = make_deployment_status(make_deployment_view(2), {2, 2}, {2, 2}, kNow);
  const DeploymentView deployment(kube::Object::from_json(json));
  EXPECT_EQ(make_deployment_status(deployment, {2, 2}, {2, 2}, kLater), json["status"]);
  const Json changed = make_deployment_status(deployment, {2, 0}, {2, 0}, kLater);
  EXPECT_EQ(truth_of(changed, "Available"), "False");
}

TEST(WorkloadStatus, PodsThatAreGoingDoNotCount) {
  const PodView ready = PodSample("a").view();
  const PodView unready = PodSample("b").unready().view();
  const PodView going = PodSample("c").terminating().view();
  const ReplicaCounts counts = count_pods({&ready, &unready, &going});
  EXPECT_EQ(counts.replicas, 2);
  EXPECT_EQ(counts.ready, 1);
}

PodCondition make_condition(ContainerState state) {
  PodCondition condition;
  condition.container = state;
  condition.ip = "127.42.0.10";
  condition.host_ip = "127.42.250.1";
  return condition;
}

PodView with_status(PodSample pod, Json status) {
  pod.json["status"] = std::move(status);
  return pod.view();
}

TEST(PodStatus, ARunningPodTellsItsAddress) {
  const PodView pod = with_status(PodSample("a"), {{"phase", "Pending"}, {"qosClass", "BestEffort"}});
  const Json status = make_pod_status(pod, make_condition(ContainerState::kReady), kNow);
  EXPECT_EQ(status["phase"], "Running");
  EXPECT_EQ(status["qosClass"], "BestEffort");
  EXPECT_EQ(status["podIP"], "127.42.0.10");
  EXPECT_EQ(status["podIPs"], (Json::array({{{"ip", "127.42.0.10"}}})));
  EXPECT_EQ(status["hostIP"], "127.42.250.1");
  EXPECT_EQ(status["startTime"], kNow);
  for (const char* const type : {"PodScheduled", "Initialized", "ContainersReady", "Ready"}) {
    EXPECT_EQ(truth_of(status, type), "True") << type;
  }
  const Json& container = status["containerStatuses"][0];
  EXPECT_EQ(container["name"], "echo");
  EXPECT_EQ(container["ready"], true);
  EXPECT_EQ(container["started"], true);
  EXPECT_EQ(container["restartCount"], 0);
  EXPECT_EQ(container["state"]["running"]["startedAt"], kNow);
  EXPECT_TRUE(with_status(PodSample("a"), status).is_ready);
}

TEST(PodStatus, StaysTheSameWhereNothingChanges) {
  const PodView before = with_status(PodSample("a"), {{"phase", "Pending"}});
  const PodCondition condition = make_condition(ContainerState::kReady);
  const PodView pod = with_status(PodSample("a"), make_pod_status(before, condition, kNow));
  EXPECT_EQ(make_pod_status(pod, condition, kLater), pod.object.json()["status"]);
}

TEST(PodStatus, AnUnreadyPodRunsOn) {
  const PodView before = with_status(PodSample("a"), {{"phase", "Pending"}});
  const PodView pod =
      with_status(PodSample("a"), make_pod_status(before, make_condition(ContainerState::kReady), kNow));
  const Json status = make_pod_status(pod, make_condition(ContainerState::kUnready), kLater);
  EXPECT_EQ(status["phase"], "Running");
  EXPECT_EQ(truth_of(status, "Ready"), "False");
  EXPECT_EQ(truth_of(status, "Initialized"), "True");
  EXPECT_EQ(status["containerStatuses"][0]["state"]["running"]["startedAt"], kNow);
  EXPECT_EQ(status["podIP"], "127.42.0.10");
}

TEST(PodStatus, AKilledPodWaitsToBeStartedAgain) {
  const PodView before = with_status(PodSample("a"), {{"phase", "Pending"}});
  const PodView pod =
      with_status(PodSample("a"), make_pod_status(before, make_condition(ContainerState::kReady), kNow));
  const Json status = make_pod_status(pod, make_condition(ContainerState::kDead), kLater);
  EXPECT_EQ(truth_of(status, "Ready"), "False");
  const Json& container = status["containerStatuses"][0];
  EXPECT_EQ(container["ready"], false);
  EXPECT_EQ(container["state"]["waiting"]["reason"], "CrashLoopBackOff");
  EXPECT_EQ(container["lastState"]["terminated"]["exitCode"], 137);
}

TEST(PodStatus, APodThatCannotListenSaysWhy) {
  PodCondition condition;
  condition.container = ContainerState::kDead;
  condition.trouble = "listening on 127.42.0.10:80: Permission denied";
  const Json status = make_pod_status(with_status(PodSample("a"), {{"phase", "Pending"}}), condition, kNow);
  EXPECT_EQ(status["phase"], "Pending");
  EXPECT_FALSE(status.contains("podIP"));
  EXPECT_EQ(status["containerStatuses"][0]["state"]["waiting"]["message"], condition.trouble);
}

}  // namespace
}  // namespace gauntlet::cluster
