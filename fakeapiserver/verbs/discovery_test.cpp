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
}

TEST(P0_02, TheLegacyGroupIsAlone) {
  const Json core = discovered("/api", DiscoveryForm::kAggregated);
  ASSERT_EQ(core["items"].size(), 1u);
  EXPECT_EQ(core["items"][0]["metadata"], Json::object());
  EXPECT_EQ(core["items"][0]["versions"].size(), 1u);
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
