// ProgramSearch: where the programs of a profile are looked for.
#pragma once

#include "harness/launch/controller_profile.hpp"

#include <string>
#include <string_view>

namespace gauntlet::launch {

// The folder of the running executable, where gauntlet-reference is found.
std::string folder_of_executable();
// That folder, then our own PATH.
std::string search_path();
bool is_program(const std::string& name, const std::string& path);
// kNotFound: "profiles/edge.yaml: the program 'edge' (start.command) was not found; …" and what to do.
base::Error missing_program(const ControllerProfile& profile, const std::string& name, std::string_view key);

}  // namespace gauntlet::launch
