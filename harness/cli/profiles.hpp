// Profiles: from what -c says to a profile that can be run, and the text of what is wrong with one.
#pragma once

#include "harness/cli/data_folders.hpp"
#include "harness/launch/controller_profile.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gauntlet::cli {

// The names in a features.yaml.
std::vector<std::string> feature_names(const std::string& features_file);
// In UTC, as profiles write it: YYYY-MM-DD.
std::string today();

// A file of profiles, or a folder of them.
bool holds_profiles(const std::string& path);

// All problems with position, source line and hint; empty if there are none.
std::string format_problems(const std::string& file, const launch::ProfileReading& reading);

struct LoadedProfile {
  std::optional<launch::ControllerProfile> profile;
  std::string problems;  // for people; the profile is absent then
};
// `settings`: NAME=VALUE, for variables of the profile.
LoadedProfile load_profile(const std::string& name, const std::string& mode, const std::vector<std::string>& settings,
                           const DataFolders& folders);

}  // namespace gauntlet::cli
