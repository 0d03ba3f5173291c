// ProfileStart (internal to launch): how a profile says that its controller is started, or attached to.
#pragma once

#include "harness/launch/profile_values.hpp"

namespace gauntlet::launch {

void read_start_section(const kube::YamlNode& root, ProfileValues& values, ControllerProfile& profile);
void read_attach_section(const kube::YamlNode& root, ProfileValues& values, ControllerProfile& profile);

// All texts of `start` and `attach` in which variables may stand, keys of `files` and `mounts` included.
std::vector<std::string> templates_of(const ControllerProfile& profile);

}  // namespace gauntlet::launch
