// Which company a case can stand (ux.md section 7, 6). Pure.
#pragma once

#include "harness/scenario/scenario.hpp"

namespace gauntlet::scenario {

// kCase: several controllers, the objects first, or faults of the API server. kPack: nothing of the case reaches beyond
// its own namespaces and hosts, and no check asks for a certain instance. kReset: the rest.
Isolation decide_isolation(const Scenario& scenario);
// Whether it has a step that lets the API server go wrong.
bool disturbs_api_server(const Scenario& scenario);

}  // namespace gauntlet::scenario
