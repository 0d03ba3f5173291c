// Evidence: what stood in the cluster and in the controller's log when a check failed; taken before anything is cleaned
// up.
#pragma once

#include "foundation/kube/client.hpp"
#include "harness/launch/controller_process.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/world.hpp"

#include <string>
#include <vector>

namespace gauntlet::scenario {

struct Evidence {
  std::vector<std::string> held;  // the Ingresses with their rules, the slices with their addresses
  std::vector<std::string> log;   // newest lines of the controller
  std::string log_source;         // "reference/0, lines 41 to 43 of 43"
};

// Offsets are counted from `case_started`.
net::Awaitable<Evidence> gather_evidence(kube::Client& client, World& world, std::string controller_user,
                                         const Scenario& scenario, const launch::ControllerProcess* process,
                                         std::string instance_name, base::TimePoint case_started);

}  // namespace gauntlet::scenario
