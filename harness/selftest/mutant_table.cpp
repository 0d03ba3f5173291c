#include "harness/selftest/mutant_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gauntlet::selftest {

namespace {

constexpr std::size_t kMostNamed = 3;

std::string killed_by(const MutantVerdict& verdict) {
  const auto named = static_cast<std::ptrdiff_t>(std::min(verdict.killers.size(), kMostNamed));
  std::string text = fmt::format("{}", fmt::join(verdict.killers.begin(), verdict.killers.begin() + named, ", "));
  if (verdict.killers.size() > kMostNamed) text += fmt::format(" and {} more", verdict.killers.size() - kMostNamed);
  return text;
}

std::string outcome_of(const MutantVerdict& verdict) {
  if (!verdict.killers.empty()) return killed_by(verdict);
  if (!verdict.errors.empty()) return fmt::format("BROKEN: {}", fmt::join(verdict.errors, ", "));
  return "SURVIVES: " + verdict.defect;
}

}  // namespace

bool is_killed(const MutantVerdict& verdict) {
  return !verdict.killers.empty() && verdict.errors.empty();
}

std::string format_table(const std::vector<MutantVerdict>& verdicts) {
  std::size_t width = 6;
  for (const MutantVerdict& verdict : verdicts) width = std::max(width, verdict.mutant.size());
  std::string text = fmt::format("{:<{}}  KILLED BY\n", "MUTANT", width);
  std::size_t killed = 0;
  std::size_t wrong = 0;
  for (const MutantVerdict& verdict : verdicts) {
    text += fmt::format("{:<{}}  {}\n", verdict.mutant, width, outcome_of(verdict));
    killed += verdict.killers.empty() ? 0 : 1;
    wrong += is_killed(verdict) ? 0 : 1;
  }
  return text + fmt::format("{} mutants, {} killed, {} wrong\n", verdicts.size(), killed, wrong);
}

std::vector<std::string> idle_cases(const std::vector<MutantVerdict>& verdicts, const std::vector<std::string>& all) {
  std::set<std::string> busy;
  for (const MutantVerdict& verdict : verdicts) busy.insert(verdict.killers.begin(), verdict.killers.end());
  std::vector<std::string> idle;
  for (const std::string& id : all) {
    if (busy.count(id) == 0) idle.push_back(id);
  }
  return idle;
}

}  // namespace gauntlet::selftest
