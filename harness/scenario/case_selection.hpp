// Case selection: which cases the options of a command mean, and which of them a controller's profile lets run. Pure.
#pragma once

#include "foundation/base/result.hpp"
#include "harness/launch/controller_profile.hpp"
#include "harness/scenario/scenario.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::scenario {

struct CaseFilter {
  CaseFilter() = default;
  std::vector<std::string> ids;       // --case; empty: all
  std::vector<result::Level> levels;  // --level; empty: all
};

// "path.*", "path.doc-table[slash]"; an id without a row means all its rows. '*' stands for any text.
bool matches_id(std::string_view pattern, const Scenario& scenario);

// In their order. kNotFound: a pattern that no case has, with the nearest id; a misspelt filter must not be a green
// run.
base::Result<std::vector<Scenario>> select_cases(std::vector<Scenario> scenarios, const CaseFilter& filter);

// What the profile says about a case before it runs.
struct Ruling {
  result::Status status = result::Status::kPass;  // kPass: it runs; kNa, kSkip: it does not, for `reason`
  std::string reason;
  const launch::ListedCase* known_failure = nullptr;  // where it is listed as one
};
// What the profile lists as a failure is still run, so that the list is seen to be stale.
Ruling rule_on(const Scenario& scenario, const launch::ControllerProfile& profile);

}  // namespace gauntlet::scenario
