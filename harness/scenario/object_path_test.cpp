#include "harness/scenario/object_path.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::scenario {
namespace {

using kube::Json;

ObjectPath path_of(std::string_view text) {
  auto path = parse_object_path(text);
  EXPECT_TRUE(path.ok()) << text;
  return path ? std::move(path).value() : ObjectPath{{std::string("?")}};
}

Json ingress() {
  return Json{{"metadata", {{"annotations", {{"a.example/b", "x"}}}}},
              {"spec", {{"rules", Json::array({{{"host", "a.test"}}, {{"host", "b.test"}}})}}}};
}

TEST(ObjectPath, ReadsNamesPlacesAndQuotedNames) {
  const ObjectPath path = path_of("spec.rules[12].http.annotations[\"a.example/b\"].x");
  const std::vector<PathSegment> expected = {
      std::string("spec"),        std::string("rules"),       std::size_t{12}, std::string("http"),
      std::string("annotations"), std::string("a.example/b"), std::string("x")};
  EXPECT_EQ(path.segments, expected);
  EXPECT_EQ(to_string(path), "spec.rules[12].http.annotations[\"a.example/b\"].x");
  EXPECT_EQ(path_of("a['b\"c']").segments.size(), 2u);
  EXPECT_EQ(to_string(path_of("a['b\"c']")), "a['b\"c']");
}

TEST(ObjectPath, SaysWhatIsWrongAndWhere) {
  const std::pair<const char*, const char*> rows[] = {
      {"", "'' is not a path: expected a name at character 1"},
      {".", "'.' is not a path: expected a name at character 1"},
      {"spec.", "'spec.' is not a path: expected a name at character 6"},
      {"spec..x", "'spec..x' is not a path: expected a name at character 6"},
      {"[0]", "'[0]' is not a path: a path begins with a name at character 1"},
      {"a[x]", "'a[x]' is not a path: expected a number from 0, or a name in quotation marks at character 3"},
      {"a[-1]", "'a[-1]' is not a path: expected a number from 0, or a name in quotation marks at character 3"},
      {"a[1", "'a[1' is not a path: expected ']' at character 4"},
      {"a[\"b]", "'a[\"b]' is not a path: the quotation mark is not closed at character 3"},
      {"a[1]b", "'a[1]b' is not a path: expected '.' or '[' at character 5"},
      {"a]", "'a]' is not a path: expected '.' or '[' at character 2"},
  };
  for (const auto& [text, message] : rows) {
    const auto path = parse_object_path(text);
    ASSERT_FALSE(path.ok()) << text;
    EXPECT_EQ(path.error().message(), message);
  }
}

TEST(ObjectPath, FindsWhatIsThere) {
  const Json json = ingress();
  ASSERT_NE(find_at(json, path_of("spec.rules[1].host")), nullptr);
  EXPECT_EQ(*find_at(json, path_of("spec.rules[1].host")), "b.test");
  EXPECT_EQ(*find_at(json, path_of("metadata.annotations[\"a.example/b\"]")), "x");
  for (const char* text : {"spec.rules[2]", "spec.rules.host", "spec[0]", "status", "spec.rules[0].host.x"}) {
    EXPECT_EQ(find_at(json, path_of(text)), nullptr) << text;
  }
}

TEST(ObjectPath, SetsAndMakesWhatIsMissing) {
  Json json = ingress();
  ASSERT_TRUE(set_at(json, path_of("spec.rules[0].host"), "c.test").ok());
  EXPECT_EQ(json["spec"]["rules"][0]["host"], "c.test");
  ASSERT_TRUE(set_at(json, path_of("spec.rules[2].host"), "d.test").ok());  // the end: appended
  EXPECT_EQ(json["spec"]["rules"].size(), 3u);
  ASSERT_TRUE(set_at(json, path_of("spec.tls[0].hosts[0]"), "a.test").ok());
  EXPECT_EQ(json["spec"]["tls"], Json::array({{{"hosts", Json::array({"a.test"})}}}));
  ASSERT_TRUE(set_at(json, path_of("metadata.annotations[\"k\"]"), "v").ok());
  EXPECT_EQ(json["metadata"]["annotations"].size(), 2u);
}

TEST(ObjectPath, DoesNotSetWhereItCannotStand) {
  Json json = ingress();
  const Json before = json;
  EXPECT_EQ(set_at(json, path_of("spec.rules[3].host"), "x").error().message(), "spec.rules has 2 entries");
  EXPECT_EQ(set_at(json, path_of("spec.rules.host"), "x").error().message(), "spec.rules is not an object");
  EXPECT_EQ(set_at(json, path_of("spec[0]"), "x").error().message(), "spec is not a list");
  EXPECT_EQ(json, before);
  Json list = Json::array();
  EXPECT_EQ(set_at(list, path_of("a"), 1).error().message(), "the object is not an object");
}

TEST(ObjectPath, Removes) {
  Json json = ingress();
  ASSERT_TRUE(remove_at(json, path_of("spec.rules[0]")).ok());
  EXPECT_EQ(json["spec"]["rules"], Json::array({{{"host", "b.test"}}}));
  ASSERT_TRUE(remove_at(json, path_of("metadata.annotations[\"a.example/b\"]")).ok());
  EXPECT_TRUE(json["metadata"]["annotations"].empty());
  const Json before = json;
  for (const char* text : {"spec.rules[7]", "spec.nothing.here", "spec.rules.host"}) {
    EXPECT_TRUE(remove_at(json, path_of(text)).ok()) << text;
  }
  EXPECT_EQ(json, before);
}

}  // namespace
}  // namespace gauntlet::scenario
