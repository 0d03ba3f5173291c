// The schema for editors knows the keys that the reader knows, no more and no fewer.
#include "harness/scenario/object_reference.hpp"
#include "harness/scenario/vocabulary.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <set>
#include <sstream>

namespace gauntlet::scenario {
namespace {

using kube::Json;

const Json& schema() {
  static const Json kSchema = [] {
    std::ostringstream text;
    text << std::ifstream(GAUNTLET_SCHEMAS "/case-v1.json").rdbuf();
    auto json = kube::parse_json(text.str());
    return json ? std::move(json).value() : Json();
  }();
  return kSchema;
}

std::set<std::string> property_names(const std::string& pointer) {
  const Json::json_pointer place(pointer);
  std::set<std::string> names;
  if (!schema().contains(place)) return names;
  for (const auto& [name, value] : schema()[place].items()) names.insert(name);
  return names;
}

std::set<std::string> names_of(const std::vector<std::string_view>& views) {
  return {views.begin(), views.end()};
}

TEST(CaseSchema, KnowsTheKeysOfEachMap) {
  const std::pair<Section, const char*> rows[] = {
      {Section::kHeader, "/definitions/header/properties"},
      {Section::kSpecLink, "/definitions/spec/items/anyOf/1/properties"},
      {Section::kOracle, "/definitions/header/properties/oracle/properties"},
      {Section::kControllers, "/definitions/header/properties/controllers/properties"},
      {Section::kBackend, "/definitions/header/properties/backends/additionalProperties/anyOf/1/properties"},
      {Section::kCertificate, "/definitions/certificate/anyOf/1/properties"},
      {Section::kStep, "/definitions/step/properties"},
      {Section::kApplyFile, "/definitions/step/properties/apply/anyOf/1/properties"},
      {Section::kBackendChange, "/definitions/step/properties/backend/additionalProperties/anyOf/1/properties"},
      {Section::kFault, "/definitions/step/properties/fault/properties"},
      {Section::kApiFault, "/definitions/step/properties/fault/properties/api/properties"},
      {Section::kCheck, "/definitions/longCheck/properties"},
      {Section::kExpect, "/definitions/expectation/properties"},
      {Section::kSaw, "/definitions/expectation/properties/saw/properties"},
  };
  for (const auto& [section, pointer] : rows) {
    EXPECT_EQ(property_names(pointer), names_of(served_keys(section))) << title_of(section);
  }
}

TEST(CaseSchema, KnowsTheKinds) {
  const Json::json_pointer place("/definitions/manifest/properties/kind/enum");
  ASSERT_TRUE(schema().contains(place));
  std::set<std::string> kinds;
  for (const Json& kind : schema()[place]) kinds.insert(*kind.get_ptr<const std::string*>());
  EXPECT_EQ(kinds, names_of(known_kinds()));
}

TEST(CaseSchema, DescribesEveryKeyOfTheHeaderAndOfSteps) {
  for (const char* pointer : {"/definitions/header/properties", "/definitions/step/properties"}) {
    for (const auto& [name, value] : schema()[Json::json_pointer(pointer)].items()) {
      EXPECT_TRUE(value.contains("description") || value.contains("$ref")) << name;
    }
  }
}

}  // namespace
}  // namespace gauntlet::scenario
