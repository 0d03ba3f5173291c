#include "harness/scenario/profile_annotations.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::scenario {
namespace {

using kube::Json;
using Annotations = std::map<std::string, std::string>;

kube::Object object(const std::string& kind, const Json& metadata) {
  return kube::Object::from_json(Json{{"kind", kind}, {"metadata", metadata}});
}

TEST(ProfileAnnotations, AreAddedToAnIngress) {
  const Annotations given = {{"a.test/x", "1"}, {"a.test/y", "2"}};
  const kube::Object plain = with_annotations(object("Ingress", {{"name", "i"}}), given);
  EXPECT_EQ(plain.json()["metadata"]["annotations"], (Json{{"a.test/x", "1"}, {"a.test/y", "2"}}));
  EXPECT_EQ(plain.name(), "i");
}

TEST(ProfileAnnotations, LeaveTheCasesOwnAlone) {
  const kube::Object own = object("Ingress", {{"annotations", {{"a.test/x", "mine"}, {"b.test/z", "3"}}}});
  EXPECT_EQ(with_annotations(own, {{"a.test/x", "1"}, {"a.test/y", "2"}}).json()["metadata"]["annotations"],
            (Json{{"a.test/x", "mine"}, {"a.test/y", "2"}, {"b.test/z", "3"}}));
}

TEST(ProfileAnnotations, AreForIngressesOnly) {
  const kube::Object service = object("Service", {{"name", "s"}});
  EXPECT_EQ(with_annotations(service, {{"a.test/x", "1"}}).json(), service.json());
}

TEST(ProfileAnnotations, WithoutAnyNothingChanges) {
  const kube::Object plain = object("Ingress", {{"name", "i"}});
  EXPECT_EQ(with_annotations(plain, {}).json(), plain.json());
}

TEST(ProfileAnnotations, ReachTheManifestsAndTheStepsOfACase) {
  Scenario scenario;
  scenario.manifests.push_back({object("Ingress", {{"name", "first"}}), {}});
  ApplyStep apply;
  apply.manifests.push_back({object("Ingress", {{"name", "later"}}), {}});
  Step step;
  step.action = apply;
  scenario.steps.push_back(step);
  annotate_ingresses(scenario, {{"a.test/x", "1"}});
  const auto annotation = [](const Manifest& manifest) {
    return manifest.object.json()["metadata"]["annotations"]["a.test/x"];
  };
  EXPECT_EQ(annotation(scenario.manifests[0]), "1");
  EXPECT_EQ(annotation(std::get<ApplyStep>(scenario.steps[0].action).manifests[0]), "1");
}

}  // namespace
}  // namespace gauntlet::scenario
