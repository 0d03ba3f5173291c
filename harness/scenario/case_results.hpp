// Case results: what the attempts of a case mean together. Pure.
#pragma once

#include "harness/scenario/attempt.hpp"
#include "harness/scenario/case_selection.hpp"
#include "harness/scenario/failure_text.hpp"
#include "harness/scenario/scenario.hpp"

#include <string>
#include <vector>

namespace gauntlet::scenario {

// Whether a case that ended so in a pack is run again by itself, to tell its own fault from its company's.
bool is_run_again_alone(result::Status in_pack);

// A case with nothing but what its file says; `status` and `reason` where it was not run at all.
result::CaseResult describe_case(const Scenario& scenario, const std::string& controller);

// `attempts` in the order in which they ended; `repeat` is how many repetitions were wanted; `not_run_reason` is said
// where some of them are missing. A repetition that failed in company and passed alone is a failure of its own kind.
result::CaseResult conclude(const Scenario& scenario, const Ruling& ruling, std::vector<Attempt> attempts, int repeat,
                            const std::string& not_run_reason, const RunWords& words);

// "2026-11-23T10:02:11.204Z".
std::string rfc3339(base::WallTime time);

}  // namespace gauntlet::scenario
