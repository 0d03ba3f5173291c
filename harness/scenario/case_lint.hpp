// Case lint: what can only be seen with all cases side by side: ids used twice, hosts shared by cases that run
// together.
#pragma once

#include "harness/scenario/case_draft.hpp"
#include "harness/scenario/diagnostics.hpp"

#include <vector>

namespace gauntlet::scenario {

// `drafts` in the order of their files.
void lint(const std::vector<CaseDraft>& drafts, Diagnostics& diagnostics);

}  // namespace gauntlet::scenario
