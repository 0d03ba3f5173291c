// Case files: which files the paths on a command line mean.
#pragma once

#include "harness/scenario/diagnostics.hpp"

#include <string>
#include <vector>

namespace gauntlet::scenario {

struct CaseFile {
  enum class Origin { kNamed, kFound };  // on the command line, or in a folder

  std::string path;
  Origin origin = Origin::kNamed;
};

// Folders are read recursively: *.yaml, without files and folders that begin with '_', and without `features_file`.
// Sorted, each once. E001 for a path that is not there.
std::vector<CaseFile> find_case_files(const std::vector<std::string>& paths, const std::string& features_file,
                                      Diagnostics& diagnostics);

// Whether the file stands where its id says: path.exact-match in .../path/exact-match.yaml.
bool is_at_home(const std::string& path, const std::string& id);

}  // namespace gauntlet::scenario
