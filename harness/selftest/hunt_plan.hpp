// HuntPlan: the command line of gauntlet-selftest, and what it means.
#pragma once

#include "harness/cli/fake_world.hpp"
#include "harness/selftest/mutant_hunt.hpp"

#include <string>
#include <variant>
#include <vector>

namespace gauntlet::selftest {

enum class SoundController { kCheck, kTakeForGranted };

struct HuntPlan {
  scenario::Suite suite;
  std::vector<MutantName> mutants;
  HuntOptions options;
  SoundController sound = SoundController::kCheck;
};

// Or the exit code, where there is nothing to do; why has been said.
std::variant<HuntPlan, int> plan_hunt(int argc, const char* const* argv);

std::vector<std::string> ids_of(const scenario::Suite& suite);

}  // namespace gauntlet::selftest
