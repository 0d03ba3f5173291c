// ProfileSections (internal to launch): one mode of a profile, section by section, to a ControllerProfile.
#pragma once

#include "harness/launch/profile_values.hpp"

namespace gauntlet::launch {

struct ProfileContext {
  const std::vector<std::string>& known_features;
  const std::string& today;
};

// What the file's text says; its name, digest and mode are the caller's.
ControllerProfile read_sections(const kube::YamlNode& root, const ProfileContext& context,
                                std::vector<ProfileProblem>& problems);

}  // namespace gauntlet::launch
