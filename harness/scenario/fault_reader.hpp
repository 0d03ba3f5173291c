// Reads what goes wrong at the API server: the steps `fault` and `heal`.
#pragma once

#include "harness/scenario/change_reader.hpp"

namespace gauntlet::scenario {

FaultStep read_fault(const Place& place, StepSources& sources);
// E011 unless a fault of that name has begun.
HealStep read_heal(const Place& place, StepSources& sources);

}  // namespace gauntlet::scenario
