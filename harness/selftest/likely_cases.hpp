// Which cases should catch which defect. Only a shortcut: where they do not, all cases are tried.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::selftest {

struct LikelyCases {
  std::string_view mutant;
  std::string_view patterns;  // ids with '*', separated by blanks
};
std::span<const LikelyCases> all_likely_cases();
std::vector<std::string> likely_cases(std::string_view mutant);

// Defects that no case can catch yet, and what is missing for it. One that is caught all the same is a mistake, too.
struct KnownSurvivor {
  std::string_view mutant;
  std::string_view missing;
};
std::span<const KnownSurvivor> known_survivors();

}  // namespace gauntlet::selftest
