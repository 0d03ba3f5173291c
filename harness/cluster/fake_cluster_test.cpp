// The fake cluster against the fake API server.
#include "harness/cluster/fake_cluster_fixture_test.hpp"

#include <chrono>
#include <cstdio>

namespace gauntlet::cluster {
namespace {

using base::Reason;
using kube::Json;
using net::Awaitable;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::SizeIs;
using testing::StartsWith;
using namespace kube::resources;

TEST_F(FakeClusterTest, ADeploymentBecomesPodsThatAnswer) {
  run([this]() -> Awaitable<void> {
    co_await create(make_test_deployment("web", 2));
    co_await create(make_test_service("web"));
    co_await settle();
    const auto endpoints = co_await endpoints_of("web");
    EXPECT_THAT(endpoints, ElementsAre(MatchesRegex("127\\.88\\..*:8080"), MatchesRegex("127\\.88\\..*:8080")));
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

}  // namespace
}  // namespace gauntlet::cluster
