// The names of the mutants, from the controller's own table.
#pragma once

#include "harness/selftest/mutant_hunt.hpp"

#include <vector>

namespace gauntlet::selftest {

std::vector<MutantName> list_mutants();

}  // namespace gauntlet::selftest
