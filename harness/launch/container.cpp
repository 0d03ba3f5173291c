#include "harness/launch/container.hpp"

#include "harness/launch/program_search.hpp"

#include <fmt/format.h>

namespace gauntlet::launch {

namespace {

using Words = std::vector<std::string>;

// The first word becomes the entry point, so that the image's own does not come between.
void add_program(Words& words, const std::string& image, const Words& command) {
  words.insert(words.end(), {"--entrypoint", command.front(), image});
  words.insert(words.end(), command.begin() + 1, command.end());
}

}  // namespace

base::Result<std::string> find_container_engine(const ControllerProfile& profile, const std::string& path) {
  for (const char* engine : {"docker", "podman"}) {
    if (is_program(engine, path)) return std::string(engine);
  }
  return base::Error(base::Reason::kNotFound,
                     fmt::format("{}: the controller runs in a container (container), and there is no docker and no "
                                 "podman; install one of them, or take another mode",
                                 profile.file));
}

Words run_command_of(const ContainerRun& run) {
  Words words = {run.engine, "run", "--rm", "--network", "host", "--name", run.name};
  words.insert(words.end(), {"--volume", run.folder + ":" + run.folder, "--workdir", run.directory});
  for (const auto& [at, from] : run.mounts) words.insert(words.end(), {"--volume", from + ":" + at});
  for (const auto& [name, value] : run.environment) words.insert(words.end(), {"--env", name + "=" + value});
  add_program(words, run.image, run.command);
  return words;
}

Words remove_command_of(const ContainerRun& run) {
  return {run.engine, "rm", "--force", run.name};
}

Words version_in_container(const std::string& engine, const ControllerProfile& profile) {
  Words words = {engine, "run", "--rm", "--network", "none"};
  add_program(words, profile.container, profile.version_command);
  return words;
}

}  // namespace gauntlet::launch
