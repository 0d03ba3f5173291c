#include "harness/selftest/mutant_list.hpp"

#include "reference_controller/mutants.hpp"

namespace gauntlet::selftest {

std::vector<MutantName> list_mutants() {
  std::vector<MutantName> names;
  for (const reference::MutantName& row : reference::mutant_names()) {
    names.push_back({std::string(row.name), std::string(row.defect)});
  }
  return names;
}

}  // namespace gauntlet::selftest
