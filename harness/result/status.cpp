#include "harness/result/status.hpp"

namespace gauntlet::result {

std::string_view to_string(Status status) {
  switch (status) {
    case Status::kPass:
      return "pass";
    case Status::kFail:
      return "fail";
    case Status::kError:
      return "error";
    case Status::kNa:
      return "n/a";
    case Status::kSkip:
      return "skip";
    case Status::kKnown:
      return "known";
    case Status::kXpass:
      return "xpass";
    case Status::kFlaky:
      return "flaky";
    case Status::kObserved:
      return "observed";
    case Status::kNotRun:
      return "not-run";
  }
  return "error";
}

bool parse_status(std::string_view text, Status& status) {
  for (const Status candidate : kAllStatuses) {
    if (to_string(candidate) != text) continue;
    status = candidate;
    return true;
  }
  return false;
}

std::string_view to_string(Level level) {
  switch (level) {
    case Level::kCore:
      return "core";
    case Level::kExtended:
      return "extended";
    case Level::kVendor:
      return "vendor";
    case Level::kObserve:
      return "observe";
  }
  return "core";
}

bool parse_level(std::string_view text, Level& level) {
  for (const Level candidate : {Level::kCore, Level::kExtended, Level::kVendor, Level::kObserve}) {
    if (to_string(candidate) != text) continue;
    level = candidate;
    return true;
  }
  return false;
}

Tally tally_of(Status status) {
  switch (status) {
    case Status::kPass:
    case Status::kXpass:
    case Status::kFlaky:
    case Status::kObserved:
      return Tally::kPassed;
    case Status::kFail:
    case Status::kError:
      return Tally::kFailed;
    case Status::kNa:
    case Status::kSkip:
    case Status::kKnown:
    case Status::kNotRun:
      return Tally::kSkipped;
  }
  return Tally::kFailed;
}

}  // namespace gauntlet::result
