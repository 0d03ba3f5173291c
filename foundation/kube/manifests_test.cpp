#include "foundation/kube/yaml_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::kube {
namespace {

// "Kind name" of every object, or the error.
std::vector<std::string> names_of(std::string_view text) {
  const auto objects = read_manifests(text);
  if (!objects) {
    EXPECT_EQ(objects.error().reason(), base::Reason::kInvalid);
    return {objects.error().message()};
  }
  std::vector<std::string> names;
  for (const Object& object : *objects) {
    names.push_back(std::string(object.api_version()) + " " + std::string(object.kind()) + " " +
                    object.namespaced_name().to_string());
  }
  return names;
}

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ReadManifests, TakesDocumentsInOrder) {
  EXPECT_THAT(names_of("# a file\n"
                       "---\n"
                       "apiVersion: v1\n"
                       "kind: Service\n"
                       "metadata: {name: web, namespace: shop}\n"
                       "---\n"
                       "apiVersion: networking.k8s.io/v1\n"
                       "kind: Ingress\n"
                       "metadata:\n"
                       "  generateName: web-\n"),
              ElementsAre("v1 Service shop/web", "networking.k8s.io/v1 Ingress "));
  EXPECT_THAT(names_of(""), IsEmpty());
}

TEST(ReadManifests, UnfoldsLists) {
  EXPECT_THAT(names_of("apiVersion: v1\n"
                       "kind: List\n"
                       "items:\n"
                       "- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n"
                       "- apiVersion: networking.k8s.io/v1\n"
                       "  kind: IngressList\n"
                       "  metadata: {resourceVersion: '7'}\n"
                       "  items: [{metadata: {name: b}}, {metadata: {name: c}}]\n"),
              ElementsAre("v1 Pod a", "networking.k8s.io/v1 Ingress b", "networking.k8s.io/v1 Ingress c"));
  EXPECT_THAT(names_of(R"({"apiVersion":"v1","kind":"List","items":[]})"), IsEmpty());
  EXPECT_THAT(names_of(R"({"apiVersion":"v1","kind":"List","items":null})"), IsEmpty());
}

TEST(ReadManifests, TakesJsonThatYamlReadersDoNot) {
  const auto objects =
      read_manifests(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"\ud83d\ude00"}})");
  ASSERT_TRUE(objects.ok()) << objects.error().to_string();
  EXPECT_EQ(string_member(member(objects->front().json(), "data"), "k"), "\xF0\x9F\x98\x80");
}

TEST(ReadManifests, SaysEverythingThatIsWrong) {
  EXPECT_THAT(names_of("kind: Pod\n---\n- a\n---\napiVersion: v1\nkind: Pod\nkind: Pod\n"),
              ElementsAre("7:1: the key \"kind\" is there already; 1:1: apiVersion: required, a text; "
                          "3:1: want an object, got array; 5:1: metadata: required, an object"));
  EXPECT_THAT(names_of("apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {}}\n- 7\n"),
              ElementsAre("4:3: metadata.name: required, a text; 5:3: want an object, got number"));
  EXPECT_THAT(names_of("apiVersion: v1\nkind: List\nitems: {}\n"), ElementsAre("1:1: items: must be a list"));
  EXPECT_THAT(names_of("a: [\n"), ElementsAre("2:1: expected ',' or ']'"));
}

}  // namespace
}  // namespace gauntlet::kube
