// --fault EFFECT[,KEY=VALUE...] of `gauntlet serve`: what goes wrong on purpose, for tests of clients.
#pragma once

#include "fakeapiserver/faults.hpp"
#include "harness/cli/option_values.hpp"

namespace gauntlet::cli {

// Faults hit requests made with the kubeconfig of `serve`, unless user=NAME says otherwise.
void read_faults(std::string_view option, const std::vector<std::string>& texts,
                 std::vector<fakeapiserver::Fault>& value, OptionProblems& problems);

// "watch-cut, watch-error, ..."
std::string fault_effect_words();

}  // namespace gauntlet::cli
