// The fake cluster against the fake API server: addresses of Services that lead to pods.
#include "harness/cluster/fake_cluster_fixture_test.hpp"

namespace gauntlet::cluster {
namespace {

using base::Reason;
using kube::Json;
using net::Awaitable;
using testing::HasSubstr;
using testing::StartsWith;
using namespace kube::resources;

class FakeServicesTest : public FakeClusterTest {
 protected:
  // Which pods answer so many connections to a place, by number; or why there is no answer.
  Awaitable<std::map<std::string, int>> answers_at(net::Endpoint at, int connections) {
    std::map<std::string, int> answers;
    for (int i = 0; i < connections; ++i) {
      const std::string answer = co_await fetch(at);
      const auto index = answer.find("\"index\":");
      ++answers[index == std::string::npos ? answer : answer.substr(index + 8, 1)];
    }
    co_return answers;
  }

  Awaitable<net::Endpoint> cluster_ip_of(std::string service) {
    const Json object = co_await get(kServices, std::move(service));
    co_return net::Endpoint{object["spec"]["clusterIP"], object["spec"]["ports"][0]["port"]};
  }
};

using Answers = std::map<std::string, int>;

TEST_F(FakeServicesTest, TheClusterIpLeadsToReadyPodsInTurn) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 2));
    co_await create(make_test_service("web"));
    co_await settle();
    const net::Endpoint at = co_await cluster_ip_of("web");
    const auto both = co_await answers_at(at, 6);
    EXPECT_EQ(both, (Answers{{"0", 3}, {"1", 3}}));
    co_await set_pod("web", 0, PodState::kUnready);
    const auto second = co_await answers_at(at, 4);
    EXPECT_EQ(second, (Answers{{"1", 4}}));
    co_await set_pod("web", 1, PodState::kKilled);
    const auto none = co_await answers_at(at, 1);
    EXPECT_EQ(none, (Answers{{std::string(base::to_string(Reason::kRefused)), 1}}));
    co_await set_pod("web", 0, PodState::kReady);
    const auto first = co_await answers_at(at, 2);
    EXPECT_EQ(first, (Answers{{"0", 2}}));
  });
}

TEST_F(FakeServicesTest, NodePortsListenOnTheNode) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 1));
    const Json spec = {{"type", "NodePort"}};
    const Json service = co_await create(make_test_service("web", spec));
    co_await settle();
    const auto nodes = co_await get(kNodes, "gauntlet-node");
    const net::Endpoint at{nodes["status"]["addresses"][0]["address"], service["spec"]["ports"][0]["nodePort"]};
    const std::string answer = co_await fetch(at);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
  });
}

TEST_F(FakeServicesTest, ALoadBalancerGetsAnAddressThatWorks) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 1));
    const Json spec = {{"type", "LoadBalancer"}};
    co_await create(make_test_service("web", spec));
    co_await settle();
    const Json service = co_await get(kServices, "web");
    const Json& ingress = service["status"]["loadBalancer"]["ingress"];
    EXPECT_EQ(ingress.size(), 1u);
    if (ingress.empty()) co_return;
    EXPECT_THAT(ingress[0]["ip"].get<std::string>(), StartsWith("127.88."));
    const net::Endpoint at{ingress[0]["ip"], 8000};
    const std::string answer = co_await fetch(at);
    EXPECT_THAT(answer, HasSubstr("\"backend\":\"web\""));
  });
}

// Kubernetes documentation, "Services without selectors".
TEST_F(FakeServicesTest, AServiceWithoutSelectorLeadsToTheSlicesThatSomebodyWrote) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 1));
    const Json spec = {{"type", "LoadBalancer"}, {"selector", nullptr}};
    co_await create(make_test_service("edge", spec));
    co_await settle();
    const auto pods = co_await list(kPods);
    EXPECT_EQ(pods.size(), 1u);
    if (pods.empty()) co_return;
    const net::Endpoint at = co_await cluster_ip_of("edge");
    const auto refused = co_await fetch(at);
    EXPECT_EQ(refused, base::to_string(Reason::kRefused));

    const std::string pod(kube::string_member(kube::member(pods[0].json(), "status"), "podIP"));
    const Json slice = {{"apiVersion", "discovery.k8s.io/v1"},
                        {"kind", "EndpointSlice"},
                        {"metadata", {{"name", "by-hand"}, {"labels", {{"kubernetes.io/service-name", "edge"}}}}},
                        {"addressType", "IPv4"},
                        {"ports", Json::array({{{"name", "http"}, {"port", 8080}}})},
                        {"endpoints", Json::array({{{"addresses", Json::array({pod})}}})}};
    co_await create(slice);
    co_await settle();
    const auto inside = co_await answers_at(at, 1);
    EXPECT_EQ(inside, (Answers{{"0", 1}}));
    const Json service = co_await get(kServices, "edge");
    const net::Endpoint balanced{service["status"]["loadBalancer"]["ingress"][0]["ip"], 8000};
    const auto outside = co_await answers_at(balanced, 1);
    EXPECT_EQ(outside, (Answers{{"0", 1}}));

    co_await remove(kEndpointSlices, "by-hand");
    co_await settle();
    const auto refused_again = co_await fetch(at);
    EXPECT_EQ(refused_again, base::to_string(Reason::kRefused));
  });
}

TEST_F(FakeServicesTest, AServiceThatIsDeletedListensNoMore) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 1));
    co_await create(make_test_service("web"));
    co_await settle();
    const net::Endpoint at = co_await cluster_ip_of("web");
    co_await remove(kServices, "web");
    co_await settle();
    const std::string refused = co_await fetch(at);
    EXPECT_EQ(refused, base::to_string(Reason::kRefused));
  });
}

TEST_F(FakeServicesTest, BytesAreLedBothWaysUntilBothHaveEnded) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 1));
    co_await create(make_test_service("web"));
    co_await settle();
    const net::Endpoint at = co_await cluster_ip_of("web");
    net::DialOptions options(at);
    const auto deadline = soon();
    auto dialed = co_await net::dial(std::move(options), deadline);
    EXPECT_TRUE(dialed.ok());
    if (!dialed) co_return;
    net::ByteStream& stream = **dialed;
    const std::string body(300'000, 'x');
    const std::string request =
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    const auto written = co_await stream.write_all(request, deadline);
    EXPECT_TRUE(written.ok());
    const auto ended = co_await stream.shutdown_write(deadline);
    EXPECT_TRUE(ended.ok());
    const std::string answer = co_await read_bytes(stream, 1'000'000);  // until the pod has ended, too
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(answer, HasSubstr("\"bodyLength\":300000"));
  });
}

}  // namespace
}  // namespace gauntlet::cluster
