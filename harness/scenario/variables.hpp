// Variables: ${name} in the values of a case file, replaced after the YAML was read, so that a value can never change
// the structure and every position stays true. `$$` is a dollar; a `$` before anything else is itself. Pure.
#pragma once

#include "harness/scenario/position.hpp"
#include "harness/scenario/text_range.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::scenario {

struct Variable {
  // kPlain: written without quotation marks. Where such a variable is a whole value, it may be a number or a boolean.
  enum class Form { kText, kPlain };

  std::string value;
  Form form = Form::kText;
  std::optional<Position> position;  // of the value; none for a built-in one
};

class Variables {
 public:
  void set(std::string name, Variable variable) { values_.insert_or_assign(std::move(name), std::move(variable)); }
  const Variable* find(std::string_view name) const;
  std::vector<std::string_view> names() const;

  // A name that this case does not have although others do: the hint says what would bring it.
  void set_absent(std::string name, std::string hint) { absent_.insert_or_assign(std::move(name), std::move(hint)); }
  // For a name that is not there.
  std::string hint_for(std::string_view name) const;

 private:
  std::map<std::string, Variable, std::less<>> values_;
  std::map<std::string, std::string, std::less<>> absent_;
};

struct Expansion {
  // One replaced part.
  struct Piece {
    TextRange raw;         // in what was written
    TextRange text;        // in what came of it
    std::string variable;  // empty for `$$`
  };

  std::string text;
  std::vector<Piece> pieces;
  std::vector<TextProblem> problems;  // ranges in what was written; such parts stay as they are

  // Where a part of `text` was written; a part that touches a variable's value takes in the whole ${name}.
  TextRange raw_range(TextRange range) const;
  // The first variable whose value reaches into a part of `text`; nullptr if none does.
  const Piece* variable_in(TextRange range) const;
};

Expansion expand(std::string_view raw, const Variables& variables);

// 1 MiB: a longer text is a problem, so that variables of variables cannot fill the memory.
inline constexpr std::size_t kLongestExpansion = 1 << 20;

}  // namespace gauntlet::scenario
