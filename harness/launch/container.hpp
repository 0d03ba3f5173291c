// Container: programs that run in a container of this machine's network by docker or podman.
#pragma once

#include "harness/launch/controller_profile.hpp"

#include <map>
#include <string>
#include <vector>

namespace gauntlet::launch {

// "docker" or "podman", whichever is on the path first; kNotFound says what to do.
base::Result<std::string> find_container_engine(const ControllerProfile& profile, const std::string& path);

struct ContainerRun {
  std::string engine;
  std::string name;  // of the container, for remove_command()
  std::string image;
  std::vector<std::string> command;
  std::map<std::string, std::string> environment;
  std::string folder;                         // which it sees under the same path
  std::map<std::string, std::string> mounts;  // path as it sees it to the path of what stands there
  std::string directory;
};

// Its signals go to the program, its end is the program's.
std::vector<std::string> run_command_of(const ContainerRun& run);
// Ends it, whatever it does.
std::vector<std::string> remove_command_of(const ContainerRun& run);
std::vector<std::string> version_in_container(const std::string& engine, const ControllerProfile& profile);

}  // namespace gauntlet::launch
