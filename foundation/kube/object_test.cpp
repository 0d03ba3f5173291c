#include "foundation/kube/object.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::kube {
namespace {

using ::testing::HasSubstr;

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

TEST(Object, GivesItsMetadata) {
  const auto object = Object::parse(
      R"({"apiVersion":"networking.k8s.io/v1","kind":"Ingress",
          "metadata":{"name":"web","namespace":"shop","uid":"u-1","resourceVersion":"42"},"spec":{"unknown":[1,null]}})");
  ASSERT_TRUE(object.ok()) << object.error().to_string();
  EXPECT_EQ(object->api_version(), "networking.k8s.io/v1");
  EXPECT_EQ(object->kind(), "Ingress");
  EXPECT_EQ(object->name(), "web");
  EXPECT_EQ(object->namespace_(), "shop");
  EXPECT_EQ(object->uid(), "u-1");
  EXPECT_EQ(object->resource_version(), "42");
  EXPECT_EQ(object->namespaced_name().to_string(), "shop/web");
  EXPECT_THAT(object->to_text(), HasSubstr(R"("spec":{"unknown":[1,null]})"));
}

TEST(Object, IsEmptyWhereMembersAreAbsentOrOfAnotherType) {
  const auto object = Object::parse(R"({"kind":7,"metadata":{"name":null,"namespace":[]}})");
  ASSERT_TRUE(object.ok());
  EXPECT_EQ(object->kind(), "");
  EXPECT_EQ(object->name(), "");
  EXPECT_EQ(object->namespace_(), "");
  EXPECT_EQ(Object::from_json(Json(3)).name(), "");
}

TEST(Object, IsNothingButAnObject) {
  const auto object = Object::parse("[]");
  ASSERT_FALSE(object.ok());
  EXPECT_EQ(object.error().reason(), base::Reason::kMalformed);
  EXPECT_EQ(object.error().message(), "a JSON array is not an object");
}

TEST(ParseJson, SaysWhereItWentWrong) {
  const auto json = parse_json(R"({"a": tru})");
  ASSERT_FALSE(json.ok());
  EXPECT_EQ(json.error().reason(), base::Reason::kMalformed);
  EXPECT_THAT(json.error().message(), HasSubstr("not JSON at byte 10"));
  EXPECT_FALSE(parse_json("").ok());
  EXPECT_FALSE(parse_json("{} {}").ok());
  EXPECT_FALSE(parse_json("1e999").ok());
  EXPECT_FALSE(parse_json("\"\xff\"").ok());
  EXPECT_FALSE(parse_json("\"\\ud800\"").ok());
}

TEST(ParseJson, BoundsTheNesting) {
  EXPECT_TRUE(parse_json(nested(512)).ok());
  EXPECT_FALSE(parse_json(nested(513)).ok());
  EXPECT_FALSE(parse_json(nested(1'000'000)).ok());
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')).ok());
  EXPECT_TRUE(parse_json(nested(3), 3).ok());
  EXPECT_FALSE(parse_json(nested(4), 3).ok());
}

TEST(ParseJson, DoesNotCountBracketsInStrings) {
  EXPECT_TRUE(parse_json(R"(["[[[[", "\"[[[[", "\\"])", 1).ok());
  EXPECT_TRUE(parse_json(R"([[],[],[]])", 2).ok());
}

TEST(ToText, ReplacesInvalidUtf8) {
  EXPECT_EQ(to_text(Json("a\xff")), "\"a\xEF\xBF\xBD\"");
}

TEST(Member, LivesOnWithoutAnObject) {
  const Json& none = member(Json("text"), "a");
  EXPECT_TRUE(none.is_null());
  EXPECT_EQ(string_member(Json::object(), "a"), "");
}

}  // namespace
}  // namespace gauntlet::kube
