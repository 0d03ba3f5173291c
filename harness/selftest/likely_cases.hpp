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

}  // namespace gauntlet::selftest
