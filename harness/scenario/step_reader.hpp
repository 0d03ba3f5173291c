// Reads steps: one verb each, with its timing words (ux.md 2.3 and 2.7).
#pragma once

#include "harness/scenario/change_reader.hpp"

#include <vector>

namespace gauntlet::scenario {

// `steps` of the header. The draft's timeouts are known by now.
std::vector<Step> read_steps(const Place& place, StepSources& sources);

// `send` of the header: one step.
std::vector<Step> read_short_steps(const Member& send, StepSources& sources);

// The first `send` of a case waits for the change to arrive, unless it says something else: every controller needs a
// moment.
void let_first_send_wait(std::vector<Step>& steps, base::Duration propagate);

}  // namespace gauntlet::scenario
