// Diagnostics: all problems of a reading, gathered instead of stopping at the first one, and their text (ux.md 2.9).
#pragma once

#include "harness/scenario/source_file.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::scenario {

class Diagnostics {
 public:
  void error(std::string_view code, const Underline& where, std::string message, std::string hint = {});
  void warning(std::string_view code, const Underline& where, std::string message, std::string hint = {});

  std::size_t error_count() const { return error_count_; }
  // Sorted by file, line, column and code; the same problem of several matrix rows once.
  std::vector<Diagnostic> take_sorted();

 private:
  std::vector<Diagnostic> entries_;
  std::size_t error_count_ = 0;
};

}  // namespace gauntlet::scenario
