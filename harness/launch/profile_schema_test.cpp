// The schema for editors knows the keys that the reader knows, no more and no fewer.
#include "foundation/kube/object.hpp"
#include "harness/launch/profile_vocabulary.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <set>
#include <sstream>

namespace gauntlet::launch {
namespace {

using kube::Json;

const Json& schema() {
  static const Json kSchema = [] {
    std::ostringstream text;
    text << std::ifstream(GAUNTLET_SCHEMAS "/profile-v1.json").rdbuf();
    auto json = kube::parse_json(text.str());
    return json ? std::move(json).value() : Json();
  }();
  return kSchema;
}

TEST(ProfileSchema, KnowsTheKeysOfEachMap) {
  const std::pair<ProfileSection, const char*> rows[] = {
      {ProfileSection::kProfile, ""},
      {ProfileSection::kImplementation, "/properties/implementation"},
      {ProfileSection::kVersion, "/properties/implementation/properties/version"},
      {ProfileSection::kStart, "/properties/start"},
      {ProfileSection::kReady, "/definitions/ready"},
      {ProfileSection::kStop, "/properties/start/properties/stop"},
      {ProfileSection::kCompanion, "/properties/start/properties/companions/items"},
      {ProfileSection::kAttach, "/properties/attach"},
      {ProfileSection::kClass, "/properties/class"},
      {ProfileSection::kAnswers, "/properties/answers"},
      {ProfileSection::kFeatures, "/properties/features"},
      {ProfileSection::kTimeouts, "/properties/timeouts"},
      {ProfileSection::kKnownFailure, "/properties/known-failures/items"},
      {ProfileSection::kSkippedCase, "/properties/skip/items"},
      {ProfileSection::kLog, "/properties/log"},
  };
  for (const auto& [section, pointer] : rows) {
    const Json::json_pointer place(std::string(pointer) + "/properties");
    ASSERT_TRUE(schema().contains(place)) << pointer;
    std::set<std::string> names;
    for (const auto& [name, value] : schema()[place].items()) names.insert(name);
    const auto known = keys_of(section);
    EXPECT_EQ(names, std::set<std::string>(known.begin(), known.end())) << title_of(section);
  }
}

TEST(ProfileSchema, DescribesEveryKey) {
  for (const auto& [name, value] : schema()["properties"].items()) {
    EXPECT_TRUE(value.contains("description")) << name;
    if (!value.contains("properties")) continue;
    for (const auto& [inner, property] : value["properties"].items()) {
      EXPECT_TRUE(property.contains("description") || property.contains("$ref")) << name << "." << inner;
    }
  }
}

}  // namespace
}  // namespace gauntlet::launch
