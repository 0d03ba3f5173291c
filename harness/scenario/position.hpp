// Position: a place in a case file, and the compiler-like diagnostics that speak of it (ux.md 2.9).
#pragma once

#include <compare>
#include <string>
#include <vector>

namespace gauntlet::scenario {

struct Position {
  std::string file;
  int line = 0;    // from 1
  int column = 0;  // from 1
  friend auto operator<=>(const Position&, const Position&) = default;
};

enum class Severity { kError, kWarning };

struct Diagnostic {
  Position position;
  int length = 1;  // of the underlined part
  Severity severity = Severity::kError;
  std::string code;     // "E003"
  std::string message;  // without position and code
  std::string hint;     // "did you mean 'backends'?"; may be empty
};

}  // namespace gauntlet::scenario
