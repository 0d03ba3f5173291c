#include "harness/scenario/object_reference.hpp"

#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

TEST(ObjectReference, ReadsItsForms) {
  const auto plain = read_object_reference("Ingress/web");
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain->kind, "Ingress");
  EXPECT_EQ(plain->name, "web");
  EXPECT_EQ(plain->namespace_, "");
  EXPECT_EQ(plain->subresource, "");
  const auto full = read_object_reference("Ingress/ns/web/status");
  ASSERT_TRUE(full.ok());
  EXPECT_EQ(full->namespace_, "ns");
  EXPECT_EQ(full->name, "web");
  EXPECT_EQ(full->subresource, "status");
  EXPECT_EQ(full->text, "Ingress/ns/web/status");
  // Two parts are a kind and a name, whatever the name is.
  EXPECT_EQ(read_object_reference("Ingress/status")->name, "status");
  EXPECT_TRUE(read_object_reference("IngressClass/x").ok());
}

TEST(ObjectReference, RefusesOthers) {
  const std::pair<const char*, const char*> rows[] = {
      {"", "'' does not name an object"},
      {"web", "'web' does not name an object"},
      {"Ingress/", "'Ingress/' does not name an object"},
      {"Ingress//web", "'Ingress//web' does not name an object"},
      {"Ingress/a/b/c", "'Ingress/a/b/c' does not name an object"},
      {"ingress/web", "there is no kind 'ingress'"},
      {"IngressClass/ns/x", "IngressClass has no namespace"},
  };
  for (const auto& [text, message] : rows) {
    const auto reference = read_object_reference(text);
    ASSERT_FALSE(reference.ok()) << text;
    EXPECT_EQ(reference.error().message(), message);
  }
  EXPECT_EQ(read_object_reference("ingress/web").error().peer_words(), "did you mean 'Ingress'?");
}

}  // namespace
}  // namespace gauntlet::scenario
