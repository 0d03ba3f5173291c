// Status: how a check, a step, a try or a case ended. One vocabulary in every output.
#pragma once

#include <string_view>

namespace gauntlet::result {

enum class Status {
  kPass,
  kFail,
  kError,     // the harness or the environment, never the controller
  kNa,        // a feature that the controller does not claim
  kSkip,      // left out by the profile, with a reason
  kKnown,     // a listed failure that did fail, or one that varies
  kXpass,     // a listed failure that passed: the list is stale
  kFlaky,     // passed after a failed try
  kObserved,  // recorded, cannot fail
  kNotRun,    // fail-fast, time, signal
};
inline constexpr Status kAllStatuses[] = {Status::kPass,     Status::kFail,  Status::kError, Status::kNa,
                                          Status::kSkip,     Status::kKnown, Status::kXpass, Status::kFlaky,
                                          Status::kObserved, Status::kNotRun};

// "pass", "n/a", "not-run": for people and in the JSON result.
std::string_view to_string(Status status);
// False for an unknown word.
bool parse_status(std::string_view text, Status& status);

enum class Level { kCore, kExtended, kVendor, kObserve };
std::string_view to_string(Level level);
bool parse_level(std::string_view text, Level& level);

// Where a count belongs in "N passed, N failed, N skipped": errors count as failed there.
enum class Tally { kPassed, kFailed, kSkipped };
Tally tally_of(Status status);

}  // namespace gauntlet::result
