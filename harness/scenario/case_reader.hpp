// The case reader: files to Scenarios, all problems of all files at once with positions and hints. Some variables
// (${class}, ${address}) are only known with a controller: `lint` reads with stand-ins, a run reads with its own
// bindings.
#pragma once

#include "harness/scenario/scenario.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::scenario {

// What a controller under test and a run give to ${...}.
struct Bindings {
  std::map<std::string, std::string, std::less<>> values;  // "class", "controller", "address", "class.1", "run", ...
};
// Stand-ins for `lint` and `list`.
Bindings placeholder_bindings();

struct CaseSet {
  std::vector<Scenario> scenarios;                               // sorted by id and row
  std::vector<Diagnostic> diagnostics;                           // sorted by file and line
  std::map<std::string, std::vector<std::string>> source_lines;  // file -> lines, for carets and failure texts
  int file_count = 0;
  bool has_errors() const;
};

// Files and folders (read recursively, *.yaml, names that begin with '_' left out). `features_file` lists the known
// features.
CaseSet read_cases(const std::vector<std::string>& paths, const std::string& features_file, const Bindings& bindings);

// One file that is given as a text, under `name`; every feature is taken if `features` is empty. Files that it names
// are looked for beside `name`.
CaseSet read_case_text(const std::string& name, std::string_view text, std::vector<std::string> features,
                       const Bindings& bindings);

// GCC-like text with source line, caret and hint.
std::string format_diagnostic(const Diagnostic& diagnostic, const CaseSet& cases);
std::string format_diagnostics(const CaseSet& cases);  // at most 50, then the count; with the closing line

}  // namespace gauntlet::scenario
