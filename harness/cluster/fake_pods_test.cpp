// The fake cluster against the fake API server: pods, how many there are, and what becomes of them.
#include "harness/cluster/fake_cluster_fixture_test.hpp"

namespace gauntlet::cluster {
namespace {

using base::Reason;
using kube::Json;
using net::Awaitable;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;
using namespace kube::resources;

TEST_F(FakeClusterTest, ScalesUpAndDownByTheHighestNumbers) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 2));
    co_await create(make_test_service("web"));
    co_await settle();
    const auto two = co_await endpoints_of("web");
    co_await scale("web", 4);
    co_await settle();
    const auto four = co_await endpoints_of("web");
    EXPECT_EQ(four.size(), 4u);
    co_await scale("web", 2);
    co_await settle();
    const auto again = co_await endpoints_of("web");
    EXPECT_EQ(again, two);
    const Json deployment = co_await get(kDeployments, "web");
    EXPECT_EQ(deployment["status"]["replicas"], 2);
    co_await scale("web", 0);
    co_await settle();
    const auto none = co_await endpoints_of("web");
    EXPECT_THAT(none, IsEmpty());
    const auto pods = co_await list(kPods);
    EXPECT_TRUE(pods.empty());
    const auto slices = co_await list(kEndpointSlices);
    EXPECT_EQ(slices.size(), 1u);
  });
}

// So that a request that still goes to it is seen to go to the wrong pod.
TEST_F(FakeClusterTest, APodThatIsScaledAwayAnswersOnForItsGracePeriod) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 1));
    co_await create(make_test_service("web"));
    co_await settle();
    const auto endpoints = co_await endpoints_of("web");
    co_await scale("web", 0);
    co_await settle();
    const net::Endpoint at = endpoint_of(endpoints.at(0));
    const std::string answer = co_await fetch(at);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(cluster_->pod_at(at), "web/0");
  });
}

TEST_F(FakeClusterTest, AnUnreadyPodStaysInTheSliceAndAnswers) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 2));
    co_await create(make_test_service("web"));
    co_await settle();
    const auto before = co_await endpoints_of("web");
    co_await set_pod("web", 1, PodState::kUnready);
    const auto endpoints = co_await endpoints_of("web");
    EXPECT_THAT(endpoints, ElementsAre(before.at(0), "-" + before.at(1)));
    const net::Endpoint at = endpoint_of(before.at(1));
    const std::string answer = co_await fetch(at);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
    const Json deployment = co_await get(kDeployments, "web");
    EXPECT_EQ(deployment["status"]["readyReplicas"], 1);
    const Json not_ready = co_await get(kEndpoints, "web");
    EXPECT_EQ(not_ready["subsets"][0]["notReadyAddresses"].size(), 1u);
    co_await set_pod("web", 1, PodState::kReady);
    const auto again = co_await endpoints_of("web");
    EXPECT_EQ(again, before);
  });
}

TEST_F(FakeClusterTest, AKilledPodRefusesAndIsNotReady) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 1));
    co_await create(make_test_service("web"));
    co_await settle();
    const auto before = co_await endpoints_of("web");
    const net::Endpoint at = endpoint_of(before.at(0));
    co_await set_pod("web", 0, PodState::kKilled);
    const std::string refused = co_await fetch(at);
    EXPECT_EQ(refused, base::to_string(Reason::kRefused));
    const auto endpoints = co_await endpoints_of("web");
    EXPECT_THAT(endpoints, ElementsAre("-" + before.at(0)));
    co_await set_pod("web", 0, PodState::kReady);
    const std::string answer = co_await fetch(at);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
    const auto pods = co_await list(kPods);
    EXPECT_EQ(pods.at(0).json()["status"]["containerStatuses"][0]["restartCount"], 1);
  });
}

TEST_F(FakeClusterTest, APodThatIsGoneIsReplacedByOneOfTheSameNumber) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 2));
    co_await create(make_test_service("web"));
    co_await settle();
    const auto before = co_await endpoints_of("web");
    co_await set_pod("web", 0, PodState::kGone);
    const auto after = co_await endpoints_of("web");
    EXPECT_EQ(after.size(), 2u);
    if (after.size() != 2) co_return;
    EXPECT_THAT(after, Not(testing::Contains(before.at(0))));
    EXPECT_THAT(after, testing::Contains(before.at(1)));
    const net::Endpoint old_place = endpoint_of(before.at(0));
    const std::string refused = co_await fetch(old_place);
    EXPECT_EQ(refused, base::to_string(Reason::kRefused));
    const std::string& new_place = after[0] == before.at(1) ? after[1] : after[0];
    EXPECT_EQ(cluster_->pod_at(endpoint_of(new_place)), "web/0");
    EXPECT_EQ(cluster_->pod_at(old_place), "web/0");
  });
}

TEST_F(FakeClusterTest, SaysThatThereIsNoSuchPod) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 1));
    const auto deadline = soon();
    const auto done = co_await cluster_->set_pod_state(kNamespace, "web", 3, PodState::kKilled, deadline);
    EXPECT_FALSE(done.ok());
    if (done.ok()) co_return;
    EXPECT_EQ(done.error().reason(), Reason::kNotFound);
    EXPECT_THAT(done.error().message(), HasSubstr("shop/web"));
  });
}

TEST_F(FakeClusterTest, ContainerPortsDecideWhereAPodListens) {
  run([this]() -> Awaitable<void> {
    const Json ports = {{{"name", "http"}, {"containerPort", 9001}}, {{"name", "admin"}, {"containerPort", 9002}}};
    const Json service_ports = {{{"name", "main"}, {"port", 8000}, {"targetPort", "http"}},
                                {{"name", "other"}, {"port", 8001}, {"targetPort", "admin"}},
                                {{"name", "lost"}, {"port", 8002}, {"targetPort", "nowhere"}}};
    co_await create(make_test_deployment("web", 1, ports));
    const Json spec = {{"ports", service_ports}};
    co_await create(make_test_service("web", spec));
    co_await settle();
    const auto endpoints = co_await endpoints_of("web");
    EXPECT_THAT(endpoints, ElementsAre(MatchesRegex(".*:9001"), MatchesRegex(".*:9002")));
    for (const std::string& place : endpoints) {
      const net::Endpoint at = endpoint_of(place);
      const std::string answer = co_await fetch(at);
      EXPECT_THAT(answer, HasSubstr("\"endpoint\":\"" + place + "\""));
    }
  });
}

TEST_F(FakeClusterTest, ADeploymentThatIsDeletedTakesItsPodsAlong) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 2));
    co_await create(make_test_service("web"));
    co_await settle();
    const auto endpoints = co_await endpoints_of("web");
    co_await remove(kDeployments, "web");
    co_await settle();
    const auto none = co_await endpoints_of("web");
    EXPECT_THAT(none, IsEmpty());
    const auto pods = co_await list(kPods);
    EXPECT_TRUE(pods.empty());
    const net::Endpoint at = endpoint_of(endpoints.at(0));
    const std::string refused = co_await fetch(at);
    EXPECT_EQ(refused, base::to_string(Reason::kRefused));
  });
}

TEST_F(FakeClusterTest, APodThatSomebodyDeletesIsMadeAgain) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 1));
    co_await create(make_test_service("web"));
    co_await settle();
    const auto before = co_await list(kPods);
    co_await remove(kPods, std::string(before.at(0).name()));
    co_await settle();
    const auto after = co_await list(kPods);
    EXPECT_EQ(after.size(), 1u);
    EXPECT_TRUE(after.empty() || after[0].uid() != before[0].uid());
    const auto endpoints = co_await endpoints_of("web");
    EXPECT_EQ(endpoints.size(), 1u);
  });
}

TEST_F(FakeClusterTest, ANewTemplateReplacesAllPods) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 2));
    co_await create(make_test_service("web"));
    co_await settle();
    const auto before = co_await endpoints_of("web");
    const Json restart = {{"template", {{"metadata", {{"annotations", {{"restarted", "now"}}}}}}}};
    const Json change = {{"spec", restart}};
    co_await patch(kDeployments, "web", change);
    co_await settle();
    const auto after = co_await endpoints_of("web");
    EXPECT_EQ(after.size(), 2u);
    for (const std::string& place : before) EXPECT_THAT(after, Not(testing::Contains(place)));
    const auto pods = co_await list(kPods);
    EXPECT_EQ(pods.size(), 2u);
    const auto sets = co_await list(kReplicaSets);
    EXPECT_EQ(sets.size(), 2u);
    const Json deployment = co_await get(kDeployments, "web");
    EXPECT_EQ(deployment["status"]["updatedReplicas"], 2);
    EXPECT_EQ(deployment["status"]["replicas"], 2);
  });
}

TEST_F(FakeClusterTest, SaysWhichPodCannotListen) {
  run([this]() -> Awaitable<void> {
    const auto elsewhere = net::Acceptor::listen(executor(), {"0.0.0.0", 0});
    EXPECT_TRUE(elsewhere.ok());
    const int taken = (*elsewhere)->local_endpoint().port;
    const Json ports = Json::array({{{"name", "http"}, {"containerPort", taken}}});
    co_await create(make_test_deployment("web", 1, ports));
    const auto deadline = soon();
    const auto settled = co_await cluster_->wait_until_settled(kNamespace, deadline);
    EXPECT_FALSE(settled.ok());
    if (settled.ok()) co_return;
    EXPECT_EQ(settled.error().reason(), Reason::kSystem);
    EXPECT_THAT(settled.error().message(), HasSubstr("pod shop/web-"));
    EXPECT_THAT(settled.error().message(), HasSubstr(":" + std::to_string(taken)));
  });
}

}  // namespace
}  // namespace gauntlet::cluster
