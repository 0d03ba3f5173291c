// The terminal report: one line per finished case while the run goes on, the failures in full at its end, then the
// stable closing lines.
#pragma once

#include "harness/result/run_result.hpp"

#include <string>

namespace gauntlet::reporters {

enum class Verbosity { kQuiet, kNormal, kVerbose };
enum class Colours { kOff, kOn };

struct TerminalStyle {
  TerminalStyle() = default;
  Verbosity verbosity = Verbosity::kNormal;
  Colours colours = Colours::kOff;
  int repeat = 1;  // more than one: pass rates at the end
};

// "gauntlet 0.1.0 reference 0.1.0 mode=default cases=109 seed=1".
std::string header_line(const result::RunResult& run, std::size_t case_count);
// "FAIL   path.exact-match  5.31s  cases/path/exact-match.yaml:12 got ..."; empty where quiet leaves it out.
std::string case_line(const result::CaseResult& one, TerminalStyle style);
// The checks of a case, one a line; empty unless verbose.
std::string check_lines(const result::CaseResult& one, TerminalStyle style);
// Failures in full, pass rates of a repeated run, then "N passed, N failed, N skipped" alone on a line, then one line
// of figures.
std::string closing_text(const result::RunResult& run, TerminalStyle style);

}  // namespace gauntlet::reporters
