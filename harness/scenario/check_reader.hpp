// Reads the checks of a `send`, in their short and their long form.
#pragma once

#include "harness/scenario/case_draft.hpp"
#include "harness/scenario/value_reader.hpp"

#include <vector>

namespace gauntlet::scenario {

// Notes names and hosts in the draft. What is wrong is reported and left out.
std::vector<Check> read_checks(const Place& place, ValueReader& reader, CaseDraft& draft);

}  // namespace gauntlet::scenario
