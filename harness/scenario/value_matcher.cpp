#include "harness/scenario/value_matcher.hpp"

#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>

#include <regex>

namespace gauntlet::scenario {

namespace {

// The standard library's compiler of expressions is recursive; a limit keeps it from running out of stack.
constexpr std::size_t kLongestPattern = 500;

bool is_pattern(const std::string& text) {
  if (text.size() > kLongestPattern) return false;
  try {
    const std::regex pattern(text, std::regex::ECMAScript);
    return true;
  } catch (const std::regex_error&) {
    return false;
  }
}

base::Error bad_matcher(std::string message, std::string hint) {
  return base::Error(base::Reason::kInvalid, std::move(message), std::move(hint));
}

}  // namespace

base::Result<ValueMatcher> read_matcher(std::string_view text) {
  ValueMatcher matcher;
  if (text.empty() || text.front() != '<') {
    matcher.text = std::string(text);
    return matcher;
  }
  if (text.back() != '>')
    return bad_matcher(fmt::format("'{}' has no '>' at its end", text), "a text with '<' is <lit ...>");
  const std::string_view inner = text.substr(1, text.size() - 2);
  const std::size_t blank = inner.find(' ');
  const std::string_view word = inner.substr(0, blank);
  const bool has_argument = blank != std::string_view::npos;
  const std::string_view argument = has_argument ? inner.substr(blank + 1) : std::string_view();
  matcher.text = std::string(argument);
  if (word == "lit" && has_argument) return matcher;
  if (word == "re" && has_argument) {
    matcher.kind = ValueMatcher::Kind::kPattern;
    if (is_pattern(matcher.text)) return matcher;
    return bad_matcher(fmt::format("'{}' is not a regular expression", argument), "ECMAScript, at most 500 characters");
  }
  if (!has_argument && (word == "any" || word == "absent" || word == "changed")) {
    matcher.kind = word == "any"      ? ValueMatcher::Kind::kAny
                   : word == "absent" ? ValueMatcher::Kind::kAbsent
                                      : ValueMatcher::Kind::kChanged;
    return matcher;
  }
  std::string hint = suggest(word, {"any", "absent", "changed", "re", "lit"});
  if (hint.empty()) hint = "<any>, <absent>, <changed>, <re PATTERN> or <lit TEXT>";
  return bad_matcher(fmt::format("'{}' is not a matcher", text), std::move(hint));
}

}  // namespace gauntlet::scenario
