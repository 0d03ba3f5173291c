#include "foundation/kube/resource.hpp"

#include <gtest/gtest.h>

namespace gauntlet::kube {
namespace {

TEST(GroupVersion, ParsesBothForms) {
  EXPECT_EQ(GroupVersion::parse("v1"), (GroupVersion{"", "v1"}));
  EXPECT_EQ(GroupVersion::parse("networking.k8s.io/v1"), (GroupVersion{"networking.k8s.io", "v1"}));
  EXPECT_EQ(GroupVersion::parse("v1").to_string(), "v1");
  EXPECT_EQ(GroupVersion::parse("apps/v1").to_string(), "apps/v1");
}

TEST(ResourceType, MakesPaths) {
  EXPECT_EQ(resources::kIngresses.collection_path("shop"), "/apis/networking.k8s.io/v1/namespaces/shop/ingresses");
  EXPECT_EQ(resources::kIngresses.collection_path(""), "/apis/networking.k8s.io/v1/ingresses");
  EXPECT_EQ(resources::kServices.object_path("shop", "web"), "/api/v1/namespaces/shop/services/web");
  EXPECT_EQ(resources::kNamespaces.object_path("", "shop"), "/api/v1/namespaces/shop");
  EXPECT_EQ(resources::kIngressClasses.object_path("ignored", "nginx"),
            "/apis/networking.k8s.io/v1/ingressclasses/nginx");
}

TEST(ResourceType, KeepsHostileNamesInsideTheirSegment) {
  EXPECT_EQ(resources::kServices.object_path("a/b", "../x?y"), "/api/v1/namespaces/a%2Fb/services/..%2Fx%3Fy");
}

TEST(ResourceType, IsNamedAsMessagesNameIt) {
  EXPECT_EQ(resources::kIngresses.group_resource(), "ingresses.networking.k8s.io");
  EXPECT_EQ(resources::kPods.group_resource(), "pods");
}

TEST(FindResource, KnowsTheBuiltInKinds) {
  EXPECT_EQ(find_resource_by_kind("networking.k8s.io/v1", "Ingress"), &resources::kIngresses);
  EXPECT_EQ(find_resource_by_kind("v1", "Ingress"), nullptr);
  EXPECT_EQ(find_resource_by_kind("EndpointSlice"), &resources::kEndpointSlices);
  EXPECT_EQ(find_resource_by_kind("Ingres"), nullptr);
  EXPECT_EQ(find_resource_by_plural("apps", "deployments"), &resources::kDeployments);
  EXPECT_EQ(find_resource_by_plural("", "deployments"), nullptr);
}

}  // namespace
}  // namespace gauntlet::kube
