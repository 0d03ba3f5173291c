#include "fakeapiserver/store/object_text.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

const kube::Json kIngress = {{"kind", "Ingress"},
                             {"apiVersion", "networking.k8s.io/v1"},
                             {"metadata", {{"name", "a\"b"}, {"resourceVersion", "3"}}},
                             {"spec", {{"ingressClassName", "x"}}}};

TEST(ObjectText, PutsKindAndRevisionFirst) {
  const TextHead head(kube::resources::kIngresses);
  const ObjectText text(head, 42, make_content(kIngress));
  EXPECT_EQ(
      text.document(),
      R"({"kind":"Ingress","apiVersion":"networking.k8s.io/v1","metadata":{"resourceVersion":"42","name":"a\"b"},)"
      R"("spec":{"ingressClassName":"x"}})");
  EXPECT_EQ(text.event_tail(), std::string(text.document()) + "}\n");
}

TEST(P0_22, ItemsOfListsHaveNoKind) {
  const TextHead head(kube::resources::kIngresses);
  const ObjectText text(head, 42, make_content(kIngress));
  EXPECT_EQ("{" + std::string(text.item_without_brace()),
            R"({"metadata":{"resourceVersion":"42","name":"a\"b"},"spec":{"ingressClassName":"x"}})");
}

TEST(ObjectText, ContentIsIndependentOfTheRevision) {
  kube::Json later = kIngress;
  later["metadata"]["resourceVersion"] = "9";
  EXPECT_EQ(make_content(kIngress), make_content(later));
  later["spec"]["ingressClassName"] = "y";
  EXPECT_NE(make_content(kIngress), make_content(later));
}

TEST(ObjectText, WhatIsNotStoredHasNoRevision) {
  const ObjectText text(TextHead(kube::resources::kNamespaces), 0, make_content({{"metadata", {{"name", "n"}}}}));
  EXPECT_EQ(text.document(), R"({"kind":"Namespace","apiVersion":"v1","metadata":{"name":"n"}})");
}

TEST(ObjectText, AnObjectOfMetadataOnlyIsADocument) {
  const TextHead head(kube::resources::kNamespaces);
  const ObjectText text(head, 7, make_content({{"metadata", {{"name", "n"}}}}));
  EXPECT_EQ(text.document(), R"({"kind":"Namespace","apiVersion":"v1","metadata":{"resourceVersion":"7","name":"n"}})");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
