// What a running cluster has in it before anybody has made anything, on a control plane without a network.
#include "fakeapiserver/controllers/kubernetes_service.hpp"
#include "fakeapiserver/controllers/namespace_controller.hpp"
#include "fakeapiserver/controllers/namespace_furniture.hpp"
#include "fakeapiserver/plane_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::resources::kConfigMaps;
using kube::resources::kEndpoints;
using kube::resources::kEndpointSlices;
using kube::resources::kNamespaces;
using kube::resources::kServiceAccounts;
using kube::resources::kServices;

struct FurnishedCluster {
  FurnishedCluster() : namespaces(plane.plane), furniture(plane.plane), service(plane.plane) {
    furniture.set_root_certificate("the certificate");
    plane.create(kNamespaces, "", R"({"metadata":{"name":"n"}})");
    settle();
  }
  void settle() {
    std::uint64_t before = 0;
    do {
      before = plane.plane.store().revision();
      namespaces.run();
      furniture.run();
      service.run();
    } while (plane.plane.store().revision() != before);
  }
  VersionPtr account() { return plane.find(kServiceAccounts, "n", "default"); }
  VersionPtr certificate() { return plane.find(kConfigMaps, "n", "kube-root-ca.crt"); }

  TestPlane plane;
  NamespaceController namespaces;
  NamespaceFurniture furniture;
  KubernetesService service;
};

TEST(P1_06, ANamespaceHasItsFurniture) {
  FurnishedCluster cluster;
  ASSERT_NE(cluster.account(), nullptr);
  ASSERT_NE(cluster.certificate(), nullptr);
  EXPECT_EQ(to_json(*cluster.certificate())["data"], Json({{"ca.crt", "the certificate"}}));
}

TEST(P1_06, FurnitureThatIsTakenAwayComesBack) {
  FurnishedCluster cluster;
  ASSERT_TRUE(cluster.plane.remove(kServiceAccounts, cluster.account()).ok());
  ASSERT_TRUE(cluster.plane.remove(kConfigMaps, cluster.certificate()).ok());
  cluster.settle();
  EXPECT_NE(cluster.account(), nullptr);
  ASSERT_NE(cluster.certificate(), nullptr);
  Json spoilt = to_json(*cluster.certificate());
  spoilt["data"]["ca.crt"] = "of somebody else";
  ASSERT_TRUE(cluster.plane.try_update(kConfigMaps, cluster.certificate(), spoilt).ok());
  cluster.settle();
  EXPECT_EQ(to_json(*cluster.certificate())["data"]["ca.crt"], "the certificate");
}

TEST(P1_06, FurnitureGoesWithItsNamespace) {
  FurnishedCluster cluster;
  ASSERT_TRUE(cluster.plane.remove(kNamespaces, cluster.plane.find(kNamespaces, "", "n")).ok());
  cluster.settle();
  EXPECT_EQ(cluster.plane.find(kNamespaces, "", "n"), nullptr);
  EXPECT_EQ(cluster.account(), nullptr);
  EXPECT_EQ(cluster.certificate(), nullptr);
}

TEST(P1_07, TheApiServerIsAServiceToo) {
  FurnishedCluster cluster;
  EXPECT_EQ(cluster.plane.find(kServices, "default", "kubernetes"), nullptr) << "nobody knows its address yet";
  cluster.service.set_address({"127.0.0.1", 6443});
  cluster.settle();
  const VersionPtr service = cluster.plane.find(kServices, "default", "kubernetes");
  ASSERT_NE(service, nullptr);
  const Json spec = to_json(*service)["spec"];
  EXPECT_EQ(spec["clusterIP"], "127.96.0.1");
  EXPECT_EQ(spec["ports"][0]["port"], 443);
  EXPECT_EQ(spec["ports"][0]["targetPort"], 6443);
  EXPECT_FALSE(spec.contains("selector"));
  const Json subset = to_json(*cluster.plane.find(kEndpoints, "default", "kubernetes"))["subsets"][0];
  EXPECT_EQ(subset["addresses"][0]["ip"], "127.0.0.1");
  EXPECT_EQ(subset["ports"][0]["port"], 6443);
  const Json slice = to_json(*cluster.plane.find(kEndpointSlices, "default", "kubernetes"));
  EXPECT_EQ(slice["metadata"]["labels"]["kubernetes.io/service-name"], "kubernetes");
  EXPECT_EQ(slice["endpoints"][0]["addresses"][0], "127.0.0.1");
  EXPECT_EQ(slice["ports"][0]["name"], "https");
  EXPECT_EQ(slice["ports"][0]["port"], 6443);

  ASSERT_TRUE(cluster.plane.remove(kServices, service).ok());
  cluster.settle();
  EXPECT_NE(cluster.plane.find(kServices, "default", "kubernetes"), nullptr);
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
