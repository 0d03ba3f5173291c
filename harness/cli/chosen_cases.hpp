// Chosen cases: the case files that the paths of a command line mean, read.
#pragma once

#include "harness/cli/data_folders.hpp"
#include "harness/cli/options.hpp"
#include "harness/scenario/case_reader.hpp"

#include <string>

namespace gauntlet::cli {

// Everything under the paths, mistakes included; the filter is not looked at.
scenario::CaseSet read_chosen_cases(const CaseChoice& choice, const DataFolders& folders,
                                    const scenario::Bindings& bindings);

// Of the text of all files that the cases were read from, wherever they are, so that two results can be told apart.
std::string digest_of(const scenario::CaseSet& cases);

}  // namespace gauntlet::cli
