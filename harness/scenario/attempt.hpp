// Attempt: what running a case once gave; a case may have several, in company and alone, or repeated.
#pragma once

#include "foundation/base/clock.hpp"
#include "harness/result/run_result.hpp"

#include <string>
#include <vector>

namespace gauntlet::scenario {

// With whom a case ran: among many others with one controller, or by itself.
enum class Company { kAlone, kPack };

struct Attempt {
  int repetition = 1;
  Company company = Company::kAlone;
  result::Status status = result::Status::kNotRun;
  std::vector<result::StepResult> steps;
  std::vector<result::Failure> failures;
  std::string log_tail;  // the controller's, where it is not green
  base::WallTime started_at{};
  base::Duration duration{};
};

}  // namespace gauntlet::scenario
