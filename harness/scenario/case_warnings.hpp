// Warnings: what is allowed in a case but weak or likely a slip (W101 to W110 of ux.md 2.9; W104 stands with the
// manifests).
#pragma once

#include "harness/scenario/case_draft.hpp"
#include "harness/scenario/diagnostics.hpp"

namespace gauntlet::scenario {

// For a case without errors.
void warn(const CaseDraft& draft, Diagnostics& diagnostics);

}  // namespace gauntlet::scenario
