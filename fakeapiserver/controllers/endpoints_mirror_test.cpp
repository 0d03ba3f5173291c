#include "fakeapiserver/controllers/endpoints_mirror.hpp"

#include "fakeapiserver/controllers/garbage_collector.hpp"
#include "fakeapiserver/plane_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::resources::kEndpoints;
using kube::resources::kEndpointSlices;
using kube::resources::kServices;

constexpr std::string_view kWithoutSelector = R"({"metadata":{"name":"web"},"spec":{"ports":[{"port":80}]}})";
constexpr std::string_view kWritten = R"({"metadata":{"name":"web","labels":{"tier":"front"}},"subsets":[
    {"addresses":[{"ip":"192.0.2.1","hostname":"a"},{"ip":"2001:db8::1"}],
     "notReadyAddresses":[{"ip":"192.0.2.2"}],"ports":[{"name":"http","port":8080}]}]})";

struct MirroredCluster {
  MirroredCluster() : collector(plane.plane), mirror(plane.plane) {}
  void settle() {
    std::uint64_t before = 0;
    do {
      before = plane.plane.store().revision();
      collector.run();
      mirror.run();
    } while (plane.plane.store().revision() != before);
  }
  std::vector<Json> slices() {
    settle();
    std::vector<Json> all;
    plane.plane.store().visit(plane.row(kEndpointSlices).id, "default", nullptr, [&](const VersionPtr& slice) {
      all.push_back(to_json(*slice));
      return true;
    });
    std::sort(all.begin(), all.end(), [](const Json& a, const Json& b) { return a["addressType"] < b["addressType"]; });
    return all;
  }
  VersionPtr endpoints() { return plane.find(kEndpoints, "default", "web"); }

  TestPlane plane;
  GarbageCollector collector;
  EndpointsMirror mirror;
};

TEST(P1_07, EndpointsOfAServiceWithoutSelectorAreMirrored) {
  MirroredCluster cluster;
  const VersionPtr written = cluster.plane.create(kEndpoints, "default", kWritten);
  EXPECT_TRUE(cluster.slices().empty()) << "there is no Service";
  cluster.plane.create(kServices, "default", kWithoutSelector);
  const std::vector<Json> slices = cluster.slices();
  ASSERT_EQ(slices.size(), 2u);
  const Json& four = slices[0];
  EXPECT_EQ(four["addressType"], "IPv4");
  EXPECT_EQ(four["metadata"]["labels"],
            Json({{"tier", "front"},
                  {"kubernetes.io/service-name", "web"},
                  {"endpointslice.kubernetes.io/managed-by", "endpointslicemirroring-controller.k8s.io"}}));
  EXPECT_EQ(four["metadata"]["ownerReferences"][0]["uid"], written->index.uid);
  ASSERT_EQ(four["endpoints"].size(), 2u);
  EXPECT_EQ(four["endpoints"][0]["addresses"], Json::array({"192.0.2.1"}));
  EXPECT_EQ(four["endpoints"][0]["hostname"], "a");
  EXPECT_EQ(four["endpoints"][0]["conditions"]["ready"], true);
  EXPECT_EQ(four["endpoints"][1]["conditions"]["ready"], false);
  EXPECT_EQ(four["ports"][0]["name"], "http");
  EXPECT_EQ(four["ports"][0]["port"], 8080);
  EXPECT_EQ(slices[1]["addressType"], "IPv6");
}

TEST(P1_07, MirroredSlicesFollowTheirEndpoints) {
  MirroredCluster cluster;
  cluster.plane.create(kServices, "default", kWithoutSelector);
  cluster.plane.create(kEndpoints, "default", kWritten);
  const std::string name = cluster.slices()[0]["metadata"]["name"];
  Json next = to_json(*cluster.endpoints());
  next["subsets"][0]["addresses"] = Json::array({{{"ip", "192.0.2.7"}}});
  ASSERT_TRUE(cluster.plane.try_update(kEndpoints, cluster.endpoints(), next).ok());
  const std::vector<Json> slices = cluster.slices();
  ASSERT_EQ(slices.size(), 1u);
  EXPECT_EQ(slices[0]["endpoints"][0]["addresses"], Json::array({"192.0.2.7"}));
  const std::uint64_t settled = cluster.plane.plane.store().revision();
  cluster.settle();
  EXPECT_EQ(cluster.plane.plane.store().revision(), settled);
  ASSERT_TRUE(cluster.plane.remove(kEndpoints, cluster.endpoints()).ok());
  EXPECT_TRUE(cluster.slices().empty());
}

TEST(P1_07, WhatIsNotMirrored) {
  MirroredCluster cluster;
  cluster.plane.create(kServices, "default",
                       R"({"metadata":{"name":"web"},"spec":{"selector":{"app":"a"},"ports":[{"port":80}]}})");
  cluster.plane.create(kEndpoints, "default", kWritten);
  EXPECT_TRUE(cluster.slices().empty()) << "the slices of a selector are somebody else's";
  Json service = to_json(*cluster.plane.find(kServices, "default", "web"));
  service["spec"].erase("selector");
  ASSERT_TRUE(cluster.plane.try_update(kServices, cluster.plane.find(kServices, "default", "web"), service).ok());
  EXPECT_EQ(cluster.slices().size(), 2u);
  Json skipped = to_json(*cluster.endpoints());
  skipped["metadata"]["labels"]["endpointslice.kubernetes.io/skip-mirror"] = "true";
  ASSERT_TRUE(cluster.plane.try_update(kEndpoints, cluster.endpoints(), skipped).ok());
  EXPECT_TRUE(cluster.slices().empty());
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
