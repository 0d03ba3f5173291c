#include "fakeapiserver/verbs/discovery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using ::testing::ElementsAre;

Json discovered(std::string_view path, DiscoveryForm form) {
  const ResourceRegistry registry;
  const auto answer = discover(registry, path, form, "127.0.0.1:1");
  EXPECT_TRUE(answer.has_value()) << path;
  return answer ? Json::parse(answer->body) : Json();
}

// Clients take the first version for the preferred one, and a group that comes twice for two.
TEST(P0_02, AGroupIsListedOnceWithAllItsVersions) {
  std::vector<std::string> versions;
  const Json groups = discovered("/apis", DiscoveryForm::kAggregated);
  for (const Json& group : groups["items"]) {
    if (group["metadata"]["name"] != "autoscaling") continue;
    for (const Json& version : group["versions"]) versions.push_back(version["version"]);
    for (const Json& version : group["versions"]) {
      EXPECT_EQ(version["resources"][0]["resource"], "horizontalpodautoscalers");
      EXPECT_EQ(version["freshness"], "Current");
    }
  }
  EXPECT_THAT(versions, ElementsAre("v2", "v1"));
  const Json group = discovered("/apis/autoscaling", DiscoveryForm::kLegacy);
  EXPECT_EQ(group["preferredVersion"]["version"], "v2");
  EXPECT_EQ(group["versions"].size(), 2u);
  int listed = 0;
  const Json plain = discovered("/apis", DiscoveryForm::kLegacy);
  for (const Json& one : plain["groups"]) listed += one["name"] == "autoscaling";
  EXPECT_EQ(listed, 1);
}

TEST(P0_02, TheLegacyGroupIsAlone) {
  const Json core = discovered("/api", DiscoveryForm::kAggregated);
  ASSERT_EQ(core["items"].size(), 1u);
  EXPECT_EQ(core["items"][0]["metadata"], Json::object());
  EXPECT_EQ(core["items"][0]["versions"].size(), 1u);
}

// As a kube-apiserver 1.35 fills the fields.
TEST(P0_02, ResponseKindsLeaveOutWhatTheListSays) {
  const Json groups = discovered("/apis", DiscoveryForm::kAggregated);
  int seen = 0;
  for (const Json& group : groups["items"]) {
    if (group["metadata"]["name"] != "apps") continue;
    for (const Json& resource : group["versions"][0]["resources"]) {
      if (resource["resource"] != "deployments") continue;
      EXPECT_EQ(resource["responseKind"], Json({{"group", ""}, {"version", ""}, {"kind", "Deployment"}}));
      for (const Json& part : resource["subresources"]) {
        const Json status = {{"group", ""}, {"version", ""}, {"kind", "Deployment"}};
        const Json scale = {{"group", "autoscaling"}, {"version", "v1"}, {"kind", "Scale"}};
        EXPECT_EQ(part["responseKind"], part["subresource"] == "scale" ? scale : status);
        ++seen;
      }
    }
  }
  EXPECT_EQ(seen, 2);
}

TEST(P0_02, OnlyTheLegacyListHasNoVersionOfItsOwn) {
  EXPECT_FALSE(discovered("/api/v1", DiscoveryForm::kLegacy).contains("apiVersion"));
  EXPECT_EQ(discovered("/apis/apps/v1", DiscoveryForm::kLegacy)["apiVersion"], "v1");
}

// The values are those that every cluster shows.
TEST(P0_02, HashesNameTheStoredVersion) {
  struct Row {
    const char* path;
    const char* resource;
    const char* hash;
  };
  const Row rows[] = {
      {"/api/v1", "pods", "xPOwRZ+Yhw8="},
      {"/apis/networking.k8s.io/v1", "ingresses", "39NQlfNR+bo="},
      {"/apis/events.k8s.io/v1", "events", "r2yiGXH7wu8="},
      {"/apis/autoscaling/v1", "horizontalpodautoscalers", "qwQve8ut294="},
      {"/apis/autoscaling/v2", "horizontalpodautoscalers", "qwQve8ut294="},
  };
  for (const Row& row : rows) {
    std::string hash;
    const Json list = discovered(row.path, DiscoveryForm::kLegacy);
    for (const Json& resource : list["resources"]) {
      if (resource["name"] == row.resource) hash = resource["storageVersionHash"];
    }
    EXPECT_EQ(hash, row.hash) << row.path;
  }
  const Json reviews = discovered("/apis/authorization.k8s.io/v1", DiscoveryForm::kLegacy);
  for (const Json& resource : reviews["resources"]) {
    EXPECT_FALSE(resource.contains("storageVersionHash")) << "nothing is stored: " << resource;
  }
}

TEST(P0_02, JobsAndAutoscalersAreOfAll) {
  for (const char* path : {"/apis/batch/v1", "/apis/autoscaling/v2", "/apis/autoscaling/v1"}) {
    EXPECT_EQ(discovered(path, DiscoveryForm::kLegacy)["resources"][0]["categories"], Json::array({"all"})) << path;
  }
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
