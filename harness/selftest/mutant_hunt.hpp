// MutantHunt: runs cases against the reference controller with one defect after the other, several side by side. Lives
// on one loop.
#pragma once

#include "harness/scenario/suite_runner.hpp"
#include "harness/selftest/mutant_table.hpp"

#include <deque>
#include <string>
#include <vector>

namespace gauntlet::selftest {

enum class Effort {
  kFirstKill,  // the likely cases, one at a time, then all until the first failure
  kAllCases,   // every case against every mutant
};

struct HuntOptions {
  HuntOptions() = default;
  int side_by_side = 4;
  Effort effort = Effort::kFirstKill;
  std::string folder;  // of the controllers
};

struct MutantName {
  std::string name;
  std::string defect;
};

class MutantHunt {
 public:
  // `suite` has all cases and the profile of the sound controller.
  MutantHunt(net::Executor executor, scenario::Suite suite, scenario::WorldFactory make_world, HuntOptions options);

  // The sound controller passes everything; else what does not, one a line.
  net::Awaitable<std::vector<std::string>> check_sound_controller();
  // In the order of the names.
  net::Awaitable<std::vector<MutantVerdict>> hunt(std::vector<MutantName> mutants);

 private:
  net::Awaitable<void> work();
  net::Awaitable<MutantVerdict> judge(MutantName mutant);
  net::Awaitable<result::RunResult> run(scenario::Suite suite, scenario::SuiteOptions options);
  scenario::Suite likely_suite(const std::string& mutant) const;
  scenario::SuiteOptions suite_options(const std::string& mutant) const;

  net::Executor executor_;
  scenario::Suite suite_;
  scenario::WorldFactory make_world_;
  HuntOptions options_;
  std::deque<std::pair<std::size_t, MutantName>> waiting_;
  std::vector<MutantVerdict> verdicts_;
};

}  // namespace gauntlet::selftest
