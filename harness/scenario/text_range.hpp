// TextRange: a part of a text by bytes, so that what a pure parser finds wrong can be underlined in the file.
#pragma once

#include <cstddef>
#include <string>

namespace gauntlet::scenario {

struct TextRange {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::size_t end() const { return offset + length; }
  friend bool operator==(const TextRange&, const TextRange&) = default;
};

// What is wrong with a part of a text, and what may have been meant.
struct TextProblem {
  TextRange range;
  std::string message;
  std::string hint;  // may be empty
};

}  // namespace gauntlet::scenario
