// The fake cluster against the fake API server: objects, Services, and its own beginning and end.
#include "harness/cluster/fake_cluster_fixture_test.hpp"

namespace gauntlet::cluster {
namespace {

using base::Reason;
using kube::Json;
using net::Awaitable;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;
using namespace kube::resources;

constexpr const char* kPodPlace = "127\\.88\\..*:8080";

TEST_F(FakeClusterTest, ADeploymentBecomesPodsThatAnswer) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 2));
    co_await create(make_test_service("web"));
    co_await settle();
    const auto endpoints = co_await endpoints_of("web");
    EXPECT_THAT(endpoints, ElementsAre(MatchesRegex(kPodPlace), MatchesRegex(kPodPlace)));
    for (int i = 0; i < 2 && endpoints.size() == 2; ++i) {
      const net::Endpoint at = endpoint_of(endpoints[static_cast<std::size_t>(i)]);
      const std::string answer = co_await fetch(at, "r-" + std::to_string(i));
      EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
      EXPECT_THAT(answer, HasSubstr("\"backend\":\"web\",\"index\":" + std::to_string(i)));
      EXPECT_EQ(cluster_->pod_at(at), "web/" + std::to_string(i));
      const auto captures = cluster_->take_captures("r-" + std::to_string(i));
      EXPECT_EQ(captures.size(), 1u);
      EXPECT_TRUE(captures.empty() || captures[0].pod_index == i);
    }
  });
}

TEST_F(FakeClusterTest, ObjectsAreThoseOfKubernetes) {
  run([this]() -> Awaitable<void> {
    const Json deployment = co_await create(make_test_deployment("web", 1));
    const Json service = co_await create(make_test_service("web"));
    co_await settle();
    const auto sets = co_await list(kReplicaSets);
    const auto pods = co_await list(kPods);
    const auto slices = co_await list(kEndpointSlices);
    EXPECT_TRUE(sets.size() == 1 && pods.size() == 1 && slices.size() == 1);
    if (HasFailure()) co_return;
    const Json& set = sets[0].json();
    EXPECT_EQ(set["metadata"]["ownerReferences"][0]["uid"], deployment["metadata"]["uid"]);
    EXPECT_EQ(set["status"]["readyReplicas"], 1);
    EXPECT_EQ(set["status"]["observedGeneration"], set["metadata"]["generation"]);
    const Json& pod = pods[0].json();
    EXPECT_EQ(pod["metadata"]["ownerReferences"][0]["uid"], set["metadata"]["uid"]);
    EXPECT_EQ(pod["metadata"]["labels"]["pod-template-hash"], set["metadata"]["labels"]["pod-template-hash"]);
    EXPECT_EQ(pod["status"]["phase"], "Running");
    const Json node = co_await get(kNodes, pod["spec"]["nodeName"]);
    EXPECT_EQ(node["status"]["addresses"][0]["address"], pod["status"]["hostIP"]);
    const Json& slice = slices[0].json();
    EXPECT_EQ(slice["metadata"]["ownerReferences"][0]["uid"], service["metadata"]["uid"]);
    EXPECT_EQ(slice["endpoints"][0]["targetRef"]["uid"], pod["metadata"]["uid"]);
    EXPECT_EQ(slice["endpoints"][0]["nodeName"], pod["spec"]["nodeName"]);
    EXPECT_EQ(slice["endpoints"][0]["addresses"][0], pod["status"]["podIP"]);
    const Json endpoints = co_await get(kEndpoints, "web");
    EXPECT_EQ(endpoints["subsets"][0]["addresses"][0]["ip"], pod["status"]["podIP"]);
    EXPECT_EQ(endpoints["subsets"][0]["ports"][0]["port"], 8080);
    const Json now = co_await get(kDeployments, "web");
    EXPECT_EQ(now["status"]["availableReplicas"], 1);
    EXPECT_EQ(now["status"]["observedGeneration"], now["metadata"]["generation"]);
  });
}

TEST_F(FakeClusterTest, ServicesOfOthersAreLeftAlone) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 1));
    Json without_selector = make_test_service("raw");
    without_selector["spec"].erase("selector");
    co_await create(without_selector);
    const Json outside = {{"apiVersion", "v1"},
                          {"kind", "Service"},
                          {"metadata", {{"name", "outside"}}},
                          {"spec", {{"type", "ExternalName"}, {"externalName", "example.test"}}}};
    co_await create(outside);
    co_await settle();
    const auto slices = co_await list(kEndpointSlices);
    EXPECT_TRUE(slices.empty());
    const auto endpoints = co_await list(kEndpoints);
    EXPECT_TRUE(endpoints.empty());
  });
}

TEST_F(FakeClusterTest, AHeadlessServiceHasSlicesToo) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 1));
    const Json spec = {{"clusterIP", "None"}};
    co_await create(make_test_service("web", spec));
    co_await settle();
    const auto endpoints = co_await endpoints_of("web");
    EXPECT_THAT(endpoints, ElementsAre(MatchesRegex(kPodPlace)));
  });
}

TEST_F(FakeClusterTest, FollowsAServiceThatChanges) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 1));
    co_await create(make_test_deployment("other", 1));
    co_await create(make_test_service("web"));
    co_await settle();
    const auto before = co_await endpoints_of("web");
    const Json change = {{"spec", {{"selector", {{"app", "other"}}}}}};
    co_await patch(kServices, "web", change);
    co_await settle();
    const auto after = co_await endpoints_of("web");
    EXPECT_EQ(after.size(), 1u);
    EXPECT_NE(after, before);
    co_await remove(kServices, "web");
    co_await settle();
    const auto slices = co_await list(kEndpointSlices);
    EXPECT_TRUE(slices.empty());
    const auto endpoints = co_await list(kEndpoints);
    EXPECT_TRUE(endpoints.empty());
  });
}

TEST_F(FakeClusterTest, ANamespaceThatIsDeletedEndsItsPods) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 2));
    co_await create(make_test_service("web"));
    co_await settle();
    const auto endpoints = co_await endpoints_of("web");
    co_await remove(kNamespaces, kNamespace);
    co_await settle();
    const net::Endpoint at = endpoint_of(endpoints.at(0));
    const std::string refused = co_await fetch(at);
    EXPECT_EQ(refused, base::to_string(Reason::kRefused));
  });
}

TEST_F(FakeClusterTest, ComesBackAfterBrokenWatchesAndForgottenHistory) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 1));
    co_await create(make_test_service("web"));
    co_await settle();
    for (int replicas = 2; replicas <= 4; ++replicas) {
      std::function<void()> disturb = [this] {
        api_->compact_history();
        api_->drop_watches();
      };
      co_await net::run_on(api_loop_.executor(), disturb);
      co_await scale("web", replicas);
      co_await settle();
      const auto endpoints = co_await endpoints_of("web");
      EXPECT_EQ(endpoints.size(), static_cast<std::size_t>(replicas));
    }
  });
}

TEST_F(FakeClusterTest, GoesOnWhereAnotherOneHasStopped) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 2));
    co_await create(make_test_service("web"));
    co_await settle();
    co_await stop_cluster();
    cluster_ = std::make_unique<FakeCluster>(executor(), access_, cluster_options(), log_);
    const auto deadline = soon();
    const auto started = co_await cluster_->start(deadline);
    EXPECT_TRUE(started.ok());
    co_await settle();
    const auto endpoints = co_await endpoints_of("web");
    EXPECT_EQ(endpoints.size(), 2u);
    const auto pods = co_await list(kPods);
    EXPECT_EQ(pods.size(), 2u);
    const auto slices = co_await list(kEndpointSlices);
    EXPECT_EQ(slices.size(), 1u);
    for (const std::string& place : endpoints) {
      const net::Endpoint at = endpoint_of(place);
      const std::string answer = co_await fetch(at);
      EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
    }
  });
}

TEST_F(FakeClusterTest, SeveralClustersMayShareARange) {
  fakeapiserver::ApiServer other_api(api_loop_.executor(), api_options());
  kube::ClusterAccess other_access;
  api_loop_.run_and_wait([&] {
    EXPECT_TRUE(other_api.start().ok());
    other_access = other_api.access_for("gauntlet-cluster");
  });
  run([&]() -> Awaitable<void> {
    FakeCluster other(executor(), other_access, cluster_options(), log_);
    const auto deadline = soon();
    const auto started = co_await other.start(deadline);
    EXPECT_TRUE(started.ok());
    co_await create(make_test_deployment("web", 3));
    co_await create(make_test_service("web"));
    kube::Client other_client(executor(), other_access, "test/1");
    kube::Object deployment = kube::Object::from_json(make_test_deployment("other", 3));
    const auto created = co_await other_client.create(kDeployments, std::move(deployment), deadline);
    EXPECT_TRUE(created.ok());
    co_await settle();
    const auto settled = co_await other.wait_until_settled("default", deadline);
    EXPECT_TRUE(settled.ok());
    const auto endpoints = co_await endpoints_of("web");
    EXPECT_EQ(endpoints.size(), 3u);
    for (const std::string& place : endpoints) EXPECT_EQ(other.pod_at(endpoint_of(place)), "");
    co_await other.stop(deadline);
  });
  api_loop_.run_and_wait_for([&] { return other_api.stop(base::Deadline::at({})); });
}

TEST_F(FakeClusterTest, StopsWithConnectionsThatDoNotEnd) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 1));
    co_await create(make_test_service("web"));
    co_await settle();
    const auto endpoints = co_await endpoints_of("web");
    net::DialOptions options(endpoint_of(endpoints.at(0)));
    const auto deadline = soon();
    auto dialed = co_await net::dial(std::move(options), deadline);
    EXPECT_TRUE(dialed.ok());
    if (!dialed) co_return;
    const auto written = co_await (*dialed)->write_all("GET / HTTP/1.1\r\nHost", deadline);
    EXPECT_TRUE(written.ok());
    const auto at_once = base::Deadline::at({});
    co_await cluster_->stop(at_once);
    cluster_.reset();
  });
}

TEST_F(FakeClusterTest, MakesManyBackendsAtOnce) {
  run([this]() -> Awaitable<void> {
    for (int i = 0; i < 40; ++i) {
      const std::string name = "p" + std::to_string(i);
      co_await create(make_test_deployment(name, 1));
      co_await create(make_test_service(name));
    }
    co_await settle();
    const auto slices = co_await list(kEndpointSlices);
    EXPECT_EQ(slices.size(), 40u);
    for (const kube::Object& slice : slices) EXPECT_EQ(slice.json()["endpoints"].size(), 1u);
  });
}

}  // namespace
}  // namespace gauntlet::cluster
