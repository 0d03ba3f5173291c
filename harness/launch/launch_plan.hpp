// LaunchPlan (internal to launch): a profile with all of its variables filled in for one instance: free ports taken,
// folder and files written, ready to be started.
#pragma once

#include "foundation/net/awaitable.hpp"
#include "foundation/net/endpoint.hpp"
#include "harness/launch/controller_process.hpp"

#include <map>
#include <string>
#include <vector>

namespace gauntlet::launch {

struct LaunchPlan {
  std::string folder;                              // absolute
  std::map<std::string, net::Endpoint> listeners;  // by name
  std::map<std::string, std::string> values;       // of variables
  std::vector<std::string> command;
  std::map<std::string, std::string> environment;  // PATH and HOME, then what the profile says
  std::string ready_url;

  // Port 0 if the profile does not mention it.
  net::Endpoint listener(const std::string& name) const;
};

// kSystem: no folder, no port; kInvalid: a variable without a value. Nobody else may take the ports before the start:
// the instance's address is its own.
base::Result<LaunchPlan> make_plan(net::Executor executor, const ControllerProfile& profile,
                                   const InstanceOptions& options);

// The folder of the running executable, where gauntlet-reference is found; then our own PATH.
std::string search_path();
// Whether a program can be found by that name.
bool is_program(const std::string& name, const std::string& path);
// "profiles/edge.yaml: the command 'edge' (start.command) was not found; …" and what to do.
base::Error missing_program(const ControllerProfile& profile, const std::string& name, std::string_view key);

}  // namespace gauntlet::launch
