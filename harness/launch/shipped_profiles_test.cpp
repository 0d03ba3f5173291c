// The profiles of this repository are good, in all of their modes.
#include "foundation/kube/yaml_reader.hpp"
#include "harness/launch/controller_profile.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace gauntlet::launch {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> known_features() {
  std::ifstream file(GAUNTLET_CASES "/features.yaml");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::vector<std::string> names;
  for (const kube::YamlNode& document : kube::read_yaml(text).documents) {
    for (const kube::YamlNode::Entry& entry : document.entries) names.push_back(entry.key);
  }
  return names;
}

std::vector<std::string> profile_files() {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(GAUNTLET_PROFILES)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  return files;
}

// Days that have passed are a matter of `gauntlet lint`; a build of an old release stays green.
constexpr const char* kLongAgo = "2000-01-01";

TEST(ShippedProfiles, HaveNoProblems) {
  const auto features = known_features();
  ASSERT_FALSE(features.empty());
  const auto files = profile_files();
  ASSERT_FALSE(files.empty());
  for (const std::string& file : files) {
    const ProfileReading reading = read_profile(file, "", features, kLongAgo);
    EXPECT_TRUE(reading.profile) << file;
    for (const ProfileProblem& problem : reading.problems) {
      ADD_FAILURE() << file << ":" << problem.line << ":" << problem.column << ": " << problem.message << "; "
                    << problem.hint;
    }
  }
}

TEST(ShippedProfiles, TheReferenceClaimsEverything) {
  const ProfileReading reading = read_profile(GAUNTLET_PROFILES "/reference.yaml", "", known_features(), kLongAgo);
  ASSERT_TRUE(reading.profile);
  EXPECT_TRUE(reading.profile->features_unsupported.empty());
  EXPECT_TRUE(reading.profile->known_failures.empty());
  EXPECT_TRUE(reading.profile->skip.empty());
}

}  // namespace
}  // namespace gauntlet::launch
