// Case selection: which cases the options of a command mean. Pure.
#pragma once

#include "foundation/base/result.hpp"
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

}  // namespace gauntlet::scenario
