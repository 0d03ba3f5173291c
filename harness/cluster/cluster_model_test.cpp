#include "harness/cluster/cluster_model.hpp"

#include "harness/cluster/object_samples_test.hpp"

#include <gmock/gmock.h>

namespace gauntlet::cluster {
namespace {

using kube::Json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

kube::Object at_revision(Json json, int revision) {
  json["metadata"]["resourceVersion"] = std::to_string(revision);
  return kube::Object::from_json(std::move(json));
}

class ClusterModelTest : public ::testing::Test {
 protected:
  // All that is to be done, and done now.
  std::vector<std::string> take_jobs() {
    std::vector<std::string> texts;
    while (const auto job = queue_.take()) {
      texts.push_back(std::string(to_string(job->kind)) + " " + job->name.name);
      queue_.done(*job);
    }
    return texts;
  }

  base::Log log_;
  WorkQueue queue_;
  ClusterModel model_{queue_, log_};
};

TEST_F(ClusterModelTest, ADeploymentIsToBeLookedAtWhenItsSpecChanges) {
  model_.put(at_revision(make_deployment_json(1), 5));
  EXPECT_THAT(take_jobs(), ElementsAre("Deployment web", "status of Deployment web"));
  Json with_status = make_deployment_json(1);
  with_status["status"] = {{"replicas", 1}};
  model_.put(at_revision(with_status, 6));
  EXPECT_THAT(take_jobs(), IsEmpty());
  model_.put(at_revision(make_deployment_json(2), 7));
  EXPECT_THAT(take_jobs(), ElementsAre("Deployment web", "status of Deployment web"));
}

TEST_F(ClusterModelTest, OlderVersionsAreIgnored) {
  model_.put(at_revision(make_deployment_json(2), 7));
  model_.put(at_revision(make_deployment_json(1), 6));
  EXPECT_EQ(model_.find_deployment({"shop", "web"})->replicas, 2);
}

TEST_F(ClusterModelTest, APodConcernsItsServicesAndItsDeployment) {
  Json set = make_replica_set(make_deployment_view(1)).json();
  set["metadata"]["uid"] = "uid-set";
  Json service = make_web_service().object.json();
  model_.put(at_revision(make_deployment_json(1), 1));
  model_.put(at_revision(set, 2));
  model_.put(at_revision(service, 3));
  take_jobs();
  const ReplicaSetView* const view = model_.sets_of(*model_.find_deployment({"shop", "web"})).at(0);
  Json pod = make_pod(*view, 0, 0, "node-1").json();
  pod["metadata"]["uid"] = "uid-pod";
  model_.put(at_revision(pod, 4));
  const std::string name = pod["metadata"]["name"];
  EXPECT_THAT(take_jobs(), UnorderedElementsAre("Pod " + name, "Deployment web", "status of Deployment web",
                                                "EndpointSlices of Service web", "Endpoints of Service web"));
  EXPECT_EQ(model_.find_pod_of({"shop", "web"}, 0)->name.name, name);
  EXPECT_EQ(model_.find_pod_of({"shop", "web"}, 1), nullptr);
  EXPECT_EQ(model_.backend_of(*model_.find_pod({"shop", name})), "web");

  // A change that nobody looks at concerns the pod alone; one of our own nobody at all.
  pod["metadata"]["annotations"]["seen"] = "yes";
  model_.put(at_revision(pod, 5));
  EXPECT_THAT(take_jobs(), ElementsAre("Pod " + name));
  pod["status"] = {{"phase", "Running"}, {"podIP", "127.42.0.1"}, {"conditions", ready_condition(true)}};
  model_.put_own(at_revision(pod, 6));
  EXPECT_THAT(take_jobs(), UnorderedElementsAre("Deployment web", "status of Deployment web",
                                                "EndpointSlices of Service web", "Endpoints of Service web"));
  model_.put(at_revision(pod, 6));  // the watch tells it, too
  EXPECT_THAT(take_jobs(), IsEmpty());
}

TEST_F(ClusterModelTest, WhatWeDeletedDoesNotComeBack) {
  model_.put(at_revision(PodSample("a").json, 3));
  model_.remove_own_pod(*model_.find_pod({"shop", "a"}));
  model_.put(at_revision(PodSample("a").json, 4));  // a change from before the deletion
  EXPECT_EQ(model_.find_pod({"shop", "a"}), nullptr);
  model_.remove(at_revision(PodSample("a").json, 5));
  Json anew = PodSample("a").json;
  anew["metadata"]["uid"] = "another";
  model_.put(at_revision(anew, 6));
  EXPECT_NE(model_.find_pod({"shop", "a"}), nullptr);
}

TEST_F(ClusterModelTest, AnObjectMadeAnewIsAnotherOne) {
  model_.put(at_revision(PodSample("a").json, 3));
  Json anew = PodSample("a").json;
  anew["metadata"]["uid"] = "another";
  model_.put(at_revision(anew, 6));
  model_.remove(at_revision(PodSample("a").json, 5));  // of the first one
  ASSERT_NE(model_.find_pod({"shop", "a"}), nullptr);
  EXPECT_EQ(model_.find_pod({"shop", "a"})->uid, "another");
}

TEST_F(ClusterModelTest, WhatWasDeletedDoesNotComeBackWithWhatWasOnItsWay) {
  const kube::Object pod = at_revision(PodSample("a").json, 3);
  model_.put(pod);
  model_.remove(at_revision(PodSample("a").json, 5));
  take_jobs();
  kube::ObjectList list;  // asked for before the deletion, read behind it
  list.resource_version = "4";
  list.items.push_back(pod);
  model_.replace("Pod", list, "shop");
  EXPECT_EQ(model_.find_pod({"shop", "a"}), nullptr) << "an older list";
  model_.put_own(at_revision(PodSample("a").json, 4));
  EXPECT_EQ(model_.find_pod({"shop", "a"}), nullptr) << "the answer to an older write";
  EXPECT_THAT(take_jobs(), IsEmpty());
}

TEST_F(ClusterModelTest, WhatALaterListLacksDoesNotComeBack) {
  model_.put(at_revision(PodSample("a").json, 3));
  kube::ObjectList list;
  list.resource_version = "8";
  model_.replace("Pod", list);
  model_.put_own(at_revision(PodSample("a").json, 4));
  EXPECT_EQ(model_.find_pod({"shop", "a"}), nullptr);
}

TEST_F(ClusterModelTest, AListTellsWhatIsGone) {
  model_.put(at_revision(PodSample("old").json, 3));
  model_.put(at_revision(PodSample("kept").json, 4));
  model_.put(at_revision(PodSample("new").json, 9));  // made after the list
  Json elsewhere = PodSample("elsewhere").json;
  elsewhere["metadata"]["namespace"] = "elsewhere";
  model_.put(at_revision(elsewhere, 5));
  take_jobs();
  kube::ObjectList list;
  list.resource_version = "8";
  list.items.push_back(at_revision(PodSample("kept").json, 4));
  model_.replace("Pod", list, "shop");
  EXPECT_EQ(model_.find_pod({"shop", "old"}), nullptr);
  EXPECT_NE(model_.find_pod({"shop", "kept"}), nullptr);
  EXPECT_NE(model_.find_pod({"shop", "new"}), nullptr);
  EXPECT_NE(model_.find_pod({"elsewhere", "elsewhere"}), nullptr);
  EXPECT_THAT(take_jobs(), ElementsAre("Pod old"));
}

TEST_F(ClusterModelTest, ServicesWithoutAPodOfTheirsAreLeftAlone) {
  Json other = make_web_service().object.json();
  other["metadata"]["name"] = "other";
  other["spec"]["selector"] = {{"app", "other"}};
  model_.put(at_revision(other, 1));
  EXPECT_THAT(take_jobs(), ElementsAre("EndpointSlices of Service other", "Endpoints of Service other"));
  model_.put(at_revision(PodSample("a").json, 2));
  EXPECT_THAT(take_jobs(), ElementsAre("Pod a"));
}

TEST_F(ClusterModelTest, SlicesOfOthersConcernTheServiceThatTheyNameAndNamed) {
  Json slice = {
      {"apiVersion", "discovery.k8s.io/v1"},
      {"kind", "EndpointSlice"},
      {"metadata",
       {{"name", "s"}, {"namespace", "shop"}, {"uid", "u"}, {"labels", {{"kubernetes.io/service-name", "web"}}}}},
      {"addressType", "IPv4"},
      {"endpoints", Json::array()}};
  model_.put(at_revision(slice, 1));
  EXPECT_THAT(take_jobs(), ElementsAre("EndpointSlices of Service web"));
  ASSERT_EQ(model_.foreign_slices_of({"shop", "web"}).size(), 1u);
  slice["metadata"]["annotations"]["seen"] = "yes";
  model_.put(at_revision(slice, 2));
  EXPECT_THAT(take_jobs(), IsEmpty());
  slice["metadata"]["labels"]["kubernetes.io/service-name"] = "edge";
  model_.put(at_revision(slice, 3));
  EXPECT_THAT(take_jobs(), UnorderedElementsAre("EndpointSlices of Service web", "EndpointSlices of Service edge"));
  EXPECT_THAT(model_.foreign_slices_of({"shop", "web"}), IsEmpty());
  model_.remove(at_revision(slice, 4));
  EXPECT_THAT(take_jobs(), ElementsAre("EndpointSlices of Service edge"));
  EXPECT_THAT(model_.foreign_slices_of({"shop", "edge"}), IsEmpty());
}

}  // namespace
}  // namespace gauntlet::cluster
