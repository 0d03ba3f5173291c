// The verdict on all mutants, as a table for people. Pure.
#pragma once

#include <string>
#include <vector>

namespace gauntlet::selftest {

struct MutantVerdict {
  std::string mutant;
  std::string defect;
  std::vector<std::string> killers;  // ids of the cases that failed; sorted
  std::vector<std::string> errors;   // cases that our side broke: no verdict
};

// By at least one case, and no case broke on our side.
bool is_killed(const MutantVerdict& verdict);

// One line per mutant, survivors marked, then the count.
std::string format_table(const std::vector<MutantVerdict>& verdicts);

// Cases that caught nothing, of `all`; only worth saying after every case met every mutant.
std::vector<std::string> idle_cases(const std::vector<MutantVerdict>& verdicts, const std::vector<std::string>& all);

}  // namespace gauntlet::selftest
