// LaunchPlan (internal to launch): a profile with all of its variables filled in for one instance: free ports taken,
// folder and files written, ready to be started.
#pragma once

#include "foundation/kube/object.hpp"
#include "foundation/net/awaitable.hpp"
#include "foundation/net/endpoint.hpp"
#include "harness/launch/container.hpp"
#include "harness/launch/controller_process.hpp"
#include "harness/launch/reserved_port.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::launch {

struct PlannedProcess {
  std::string name;                  // the program, for messages
  std::vector<std::string> command;  // as it is run: in a mount namespace or a container, where the profile wants that
  std::map<std::string, std::string> environment;
  std::optional<ContainerRun> container;
};

struct LaunchPlan {
  std::string folder;                              // absolute
  std::string directory;                           // where the processes run
  std::map<std::string, net::Endpoint> listeners;  // by name
  std::vector<ReservedPort> ports;                 // of those that take any
  std::map<std::string, std::string> values;       // of variables
  std::map<std::string, std::string> environment;  // PATH and HOME, then what the profile says
  std::vector<std::vector<std::string>> prepare;
  std::vector<PlannedProcess> processes;  // the controller first; empty: somebody else runs it
  std::vector<kube::Object> objects;
  std::string ready_url;
  bool has_own_mounts = false;

  // Port 0 if the profile does not mention it.
  net::Endpoint listener(const std::string& name) const;
};

// kNotFound: a program; kSystem: no folder, no port; kInvalid: a variable without a value.
base::Result<LaunchPlan> make_plan(net::Executor executor, const ControllerProfile& profile,
                                   const InstanceOptions& options);
// The environment variable by which its processes are found, and its value: unlike that of any other instance on this
// machine.
inline constexpr const char* kInstanceVariable = "GAUNTLET_INSTANCE";
std::string mark_of(const LaunchPlan& plan);

}  // namespace gauntlet::launch
