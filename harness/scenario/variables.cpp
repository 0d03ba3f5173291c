#include "harness/scenario/variables.hpp"

#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>

namespace gauntlet::scenario {

namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

bool overlaps(TextRange a, TextRange b) {
  return a.offset < b.end() && b.offset < a.end();
}

class Expander {
 public:
  Expander(std::string_view raw, const Variables& variables) : raw_(raw), variables_(variables) {}

  Expansion expand() {
    while (at_ < raw_.size()) {
      const std::size_t dollar = std::min(raw_.find('$', at_), raw_.size());
      out_.text += raw_.substr(at_, dollar - at_);
      at_ = dollar;
      if (at_ < raw_.size()) expand_dollar();
      if (out_.text.size() > kLongestExpansion) {
        out_.text.resize(kLongestExpansion);
        out_.problems.push_back({{0, raw_.size()}, "this value becomes longer than 1 MiB", ""});
        break;
      }
    }
    return std::move(out_);
  }

 private:
  void expand_dollar() {
    const char next = at_ + 1 < raw_.size() ? raw_[at_ + 1] : '\0';
    if (next == '$') return replace(2, "$", "");
    if (next != '{') return keep(1);
    const std::size_t close = raw_.find('}', at_);
    if (close == std::string_view::npos) return refuse(raw_.size() - at_, "'${' without '}'", "'$$' is a dollar");
    const std::string_view name = raw_.substr(at_ + 2, close - at_ - 2);
    const std::size_t length = close + 1 - at_;
    for (const char c : name) {
      if (!is_name_character(c)) {
        return refuse(length, fmt::format("'{}' is not the name of a variable", name), "'$$' is a dollar");
      }
    }
    if (const Variable* variable = variables_.find(name)) return replace(length, variable->value, name);
    refuse(length, fmt::format("no variable is called '{}'", name), variables_.hint_for(name));
  }

  void replace(std::size_t length, std::string_view value, std::string_view name) {
    out_.pieces.push_back({{at_, length}, {out_.text.size(), value.size()}, std::string(name)});
    out_.text += value;
    at_ += length;
  }

  void keep(std::size_t length) {
    out_.text += raw_.substr(at_, length);
    at_ += length;
  }

  void refuse(std::size_t length, std::string message, std::string hint) {
    out_.problems.push_back({{at_, length}, std::move(message), std::move(hint)});
    keep(length);
  }

  std::string_view raw_;
  const Variables& variables_;
  std::size_t at_ = 0;
  Expansion out_;
};

}  // namespace

const Variable* Variables::find(std::string_view name) const {
  const auto it = values_.find(name);
  return it == values_.end() ? nullptr : &it->second;
}

std::vector<std::string_view> Variables::names() const {
  std::vector<std::string_view> names;
  for (const auto& [name, variable] : values_) names.push_back(name);
  return names;
}

std::string Variables::hint_for(std::string_view name) const {
  const auto absent = absent_.find(name);
  return absent != absent_.end() ? absent->second : suggest(name, names());
}

TextRange Expansion::raw_range(TextRange range) const {
  // How far the written text is behind or ahead of the expanded one, up to each end of the range.
  std::size_t begin = range.offset;
  std::size_t end = range.end();
  for (const Piece& piece : pieces) {
    if (piece.text.end() <= range.offset) begin = piece.raw.end() + (range.offset - piece.text.end());
    if (piece.text.end() <= range.end()) end = piece.raw.end() + (range.end() - piece.text.end());
    if (overlaps(piece.text, range)) {
      if (piece.text.offset <= range.offset) begin = piece.raw.offset;
      if (piece.text.end() >= range.end()) end = piece.raw.end();
    }
  }
  return {begin, end > begin ? end - begin : 0};
}

const Expansion::Piece* Expansion::variable_in(TextRange range) const {
  for (const Piece& piece : pieces) {
    if (!piece.variable.empty() && overlaps(piece.text, range)) return &piece;
  }
  return nullptr;
}

Expansion expand(std::string_view raw, const Variables& variables) {
  return Expander(raw, variables).expand();
}

}  // namespace gauntlet::scenario
