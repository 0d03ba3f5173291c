// DoctorReport: what one start of a controller showed, and its two forms. Pure.
#pragma once

#include "foundation/base/clock.hpp"
#include "harness/cli/api_use.hpp"
#include "harness/cli/exit_code.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gauntlet::cli {

struct DoctorReport {
  std::string controller;  // key of the profile
  std::string project;
  std::string version;
  std::string mode;
  std::string profile_file;
  std::optional<base::Duration> ready;        // from its start
  std::optional<base::Duration> first_route;  // from its start
  std::optional<base::Duration> change;       // until a new Ingress was served and a deleted one no more
  std::string address;                        // in the status of its Ingress; empty: none was written
  bool claims_address = false;                // the profile claims status-address
  std::string problem;                        // why there is no more; empty: all is well
  std::string log_tail;                       // of the controller, where there is a problem
  ApiUse api;
};

// kFail: it runs and serves no route; kError: it did not get that far.
ExitCode exit_code_of(const DoctorReport& report);

std::string to_text(const DoctorReport& report);
// Times in milliseconds, as the names of the keys say.
std::string to_json_text(const DoctorReport& report);

}  // namespace gauntlet::cli
