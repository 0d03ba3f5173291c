// SourceFiles: the files of one reading, each read once however many cases use it. They live as long as this does.
#pragma once

#include "harness/scenario/diagnostics.hpp"
#include "harness/scenario/source_file.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace gauntlet::scenario {

class SourceFiles {
 public:
  // Reports E001, E002 and E006 of the file when it is first read. nullptr: it cannot be read.
  const SourceFile* load(const std::string& path, Diagnostics& diagnostics);
  // The same for a file that another one names.
  const SourceFile* load_named(const SourceFile& by, const std::string& path, Diagnostics& diagnostics);
  bool is_named_by_another(const std::string& path) const { return named_.count(path) != 0; }
  // A text that is in no file, under a name of its own.
  const SourceFile& add(std::string path, std::string_view text, Diagnostics& diagnostics);

  std::map<std::string, std::vector<std::string>> take_lines();

 private:
  std::map<std::string, std::unique_ptr<SourceFile>> files_;
  std::set<std::string> named_;
};

}  // namespace gauntlet::scenario
