// Where the shipped cases and profiles are: beside the working directory, in the source tree around the program, or
// where it was installed to.
#pragma once

#include "foundation/base/result.hpp"

#include <string>
#include <vector>

namespace gauntlet::cli {

struct DataFolders {
  std::string cases;                  // relative where it is in the working directory
  std::string features;               // the list in it
  std::vector<std::string> profiles;  // in the order in which names are looked up
};

// kNotFound says where was looked.
base::Result<DataFolders> find_data_folders();

// The list of features that goes with these paths: the nearest features.yaml at or above one of them, else the shipped
// one.
std::string features_for(const std::vector<std::string>& paths, const DataFolders& folders);

}  // namespace gauntlet::cli
