#include "fakeapiserver/verbs/field_descriptions.hpp"

#include "fakeapiserver/schema/schema.hpp"
#include "foundation/base/text.hpp"

#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

TEST(FieldDescriptions, AreAboutWhatThereIs) {
  std::string_view package;
  const StructType* type = nullptr;
  for (const std::string_view line : base::split(description_table(), '\n')) {
    if (line.empty()) continue;
    const std::string_view text = base::trim(line);
    const std::string_view name = text.substr(0, text.find(' '));
    if (name == "package") {
      package = text.substr(name.size() + 1);
    } else if (line.starts_with("  ")) {
      ASSERT_NE(type, nullptr) << line;
      EXPECT_NE(type->find(name), nullptr) << type->full_name() << " has no " << name;
    } else {
      type = Schema::built_in().find(package, name);
      EXPECT_NE(type, nullptr) << package << " has no " << name;
    }
  }
}

TEST(FieldDescriptions, AreFoundByTypeAndField) {
  EXPECT_FALSE(find_description("io.k8s.api.networking.v1.IngressRule", "host").empty());
  EXPECT_NE(find_description("io.k8s.api.core.v1.EndpointPort", "port"),
            find_description("io.k8s.api.discovery.v1.EndpointPort", "port"));
  EXPECT_EQ(find_description("io.k8s.api.core.v1.Pod", "spec"), "");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
