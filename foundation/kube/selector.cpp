#include "foundation/kube/selector.hpp"

#include "foundation/base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::kube {
namespace {

using base::Error;
using base::Reason;
using base::Result;

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// "The name segment" of a label key, and label values that are not empty: 63 characters, alphanumeric at both ends.
bool is_label_name(std::string_view text) {
  if (text.empty() || text.size() > 63 || !is_alphanumeric(text.front()) || !is_alphanumeric(text.back())) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

// RFC 1123 subdomain, the prefix of a label key.
bool is_subdomain(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  const auto labels = base::split(text, '.');
  return std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
    if (label.empty() || label.front() == '-' || label.back() == '-') return false;
    return std::all_of(label.begin(), label.end(),
                       [](char c) { return (is_alphanumeric(c) && c == base::ascii_lower(c)) || c == '-'; });
  });
}

bool is_label_key(std::string_view key) {
  const auto slash = key.find('/');
  if (slash == std::string_view::npos) return is_label_name(key);
  return is_subdomain(key.substr(0, slash)) && is_label_name(key.substr(slash + 1));
}

// What a label selector is made of. Words are anything up to a blank or a sign; "in" and "notin" are words.
struct Token {
  enum class Type { kWord, kComma, kOpen, kClose, kNot, kEqual, kNotEqual, kUnknown, kEnd } type = Type::kEnd;
  std::string_view text;
  std::size_t at = 0;
};

class TokenReader {
 public:
  explicit TokenReader(std::string_view text) : text_(text) { advance(); }

  const Token& peek() const { return token_; }
  Token take() {
    const Token taken = token_;
    advance();
    return taken;
  }
  bool take_if(Token::Type type) {
    if (token_.type != type) return false;
    advance();
    return true;
  }

 private:
  void advance() {
    static constexpr std::string_view kBlanks = " \t\r\n";
    static constexpr std::string_view kEndsOfWords = "=!(),<> \t\r\n";
    const auto begin = std::min(text_.find_first_not_of(kBlanks, end_), text_.size());
    if (begin == text_.size()) {
      token_ = {Token::Type::kEnd, {}, begin};
      return;
    }
    const std::string_view rest = text_.substr(begin);
    const Token::Type sign = sign_of(rest);
    std::size_t length = sign == Token::Type::kNotEqual || rest.substr(0, 2) == "==" ? 2 : 1;
    if (sign == Token::Type::kWord) {
      length = std::min(rest.find_first_of(kEndsOfWords), rest.size());
    }
    token_ = {sign, rest.substr(0, length), begin};
    end_ = begin + length;
  }

  static Token::Type sign_of(std::string_view rest) {
    switch (rest.front()) {
      case ',':
        return Token::Type::kComma;
      case '(':
        return Token::Type::kOpen;
      case ')':
        return Token::Type::kClose;
      case '=':
        return Token::Type::kEqual;
      case '!':
        return rest.substr(0, 2) == "!=" ? Token::Type::kNotEqual : Token::Type::kNot;
      case '<':
      case '>':
        return Token::Type::kUnknown;
      default:
        return Token::Type::kWord;
    }
  }

  std::string_view text_;
  std::size_t end_ = 0;
  Token token_;
};

Error unexpected(const Token& token, std::string_view wanted) {
  const std::string found = token.type == Token::Type::kEnd ? "the end" : fmt::format("'{}'", token.text);
  return {Reason::kBadRequest,
          fmt::format("label selector, character {}: found {}, expected {}", token.at + 1, found, wanted)};
}

Result<std::string> read_key(TokenReader& reader) {
  if (reader.peek().type != Token::Type::kWord) return unexpected(reader.peek(), "a label key");
  const Token key = reader.take();
  if (!is_label_key(key.text)) return unexpected(key, "a valid label key");
  return std::string(key.text);
}

// The value between signs; nothing at all is the empty value.
Result<std::string> read_value(TokenReader& reader) {
  if (reader.peek().type != Token::Type::kWord) return std::string();
  const Token value = reader.take();
  if (!is_label_name(value.text)) return unexpected(value, "a valid label value");
  return std::string(value.text);
}

Result<std::vector<std::string>> read_value_list(TokenReader& reader) {
  std::vector<std::string> values;
  if (!reader.take_if(Token::Type::kOpen)) return unexpected(reader.peek(), "'('");
  if (reader.peek().type == Token::Type::kClose) return unexpected(reader.peek(), "a value");
  do {
    auto value = read_value(reader);
    if (!value) return value.error();
    values.push_back(std::move(*value));
  } while (reader.take_if(Token::Type::kComma));
  if (!reader.take_if(Token::Type::kClose)) return unexpected(reader.peek(), "',' or ')'");
  std::sort(values.begin(), values.end());
  return values;
}

struct FieldOperator {
  std::size_t at;
  std::size_t length;
  FieldSelector::Requirement::Operator op;
};

// The first operator of "field=value".
std::optional<FieldOperator> find_field_operator(std::string_view term) {
  using Operator = FieldSelector::Requirement::Operator;
  for (std::size_t i = 0; i < term.size(); ++i) {
    if (term.substr(i, 2) == "!=") return FieldOperator{i, 2, Operator::kNotEqual};
    if (term.substr(i, 2) == "==") return FieldOperator{i, 2, Operator::kEqual};
    if (term[i] == '=') return FieldOperator{i, 1, Operator::kEqual};
  }
  return std::nullopt;
}

Error field_error(std::size_t at, std::string_view words) {
  return {Reason::kBadRequest, fmt::format("field selector, character {}: {}", at + 1, words)};
}

// "\\", "\," and "\=" are the three escapes; `at` is where the value stands in the selector.
Result<std::string> unescape_field_value(std::string_view escaped, std::size_t at) {
  std::string value;
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] == '=') return field_error(at + i, "'=' in a value must be written \\=");
    if (escaped[i] == '\\') {
      ++i;
      if (i == escaped.size() || (escaped[i] != '\\' && escaped[i] != ',' && escaped[i] != '=')) {
        return field_error(at + i - 1, "only \\\\, \\, and \\= are escapes");
      }
    }
    value += escaped[i];
  }
  return value;
}

// The end of the term that begins at `begin`: the next comma that is not escaped.
std::size_t end_of_term(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && text[end] != ',') end += text[end] == '\\' ? 2 : 1;
  return std::min(end, text.size());
}

Result<FieldSelector::Requirement> read_field_term(std::string_view term, std::size_t at) {
  const auto found = find_field_operator(term);
  if (!found || found->at == 0) return field_error(at, fmt::format("'{}' is not field=value or field!=value", term));
  const std::size_t value_at = found->at + found->length;
  auto value = unescape_field_value(term.substr(value_at), at + value_at);
  if (!value) return value.error();
  return FieldSelector::Requirement{std::string(term.substr(0, found->at)), found->op, std::move(*value)};
}

}  // namespace

Result<LabelSelector> LabelSelector::parse(std::string_view text) {
  using Operator = Requirement::Operator;
  LabelSelector selector;
  TokenReader reader(text);
  if (reader.peek().type == Token::Type::kEnd) return selector;
  do {
    const bool negated = reader.take_if(Token::Type::kNot);
    auto key = read_key(reader);
    if (!key) return key.error();
    Requirement requirement{std::move(*key), negated ? Operator::kDoesNotExist : Operator::kExists, {}};
    const Token next = reader.peek();
    if (!negated && (next.type == Token::Type::kEqual || next.type == Token::Type::kNotEqual)) {
      reader.take();
      auto value = read_value(reader);
      if (!value) return value.error();
      requirement.op = next.type == Token::Type::kEqual ? Operator::kIn : Operator::kNotIn;
      requirement.values.push_back(std::move(*value));
    } else if (!negated && next.type == Token::Type::kWord && (next.text == "in" || next.text == "notin")) {
      reader.take();
      auto values = read_value_list(reader);
      if (!values) return values.error();
      requirement.op = next.text == "in" ? Operator::kIn : Operator::kNotIn;
      requirement.values = std::move(*values);
    } else if (!negated && next.type != Token::Type::kComma && next.type != Token::Type::kEnd) {
      return unexpected(next, "'=', '==', '!=', in, notin or ','");
    }
    selector.requirements_.push_back(std::move(requirement));
  } while (reader.take_if(Token::Type::kComma));
  if (reader.peek().type != Token::Type::kEnd) return unexpected(reader.peek(), "',' or the end");
  return selector;
}

LabelSelector LabelSelector::from_map(const Labels& equal) {
  LabelSelector selector;
  for (const auto& [key, value] : equal) selector.requirements_.push_back({key, Requirement::Operator::kIn, {value}});
  return selector;
}

bool LabelSelector::matches(const Labels& labels) const {
  using Operator = Requirement::Operator;
  return std::all_of(requirements_.begin(), requirements_.end(), [&](const Requirement& requirement) {
    const auto label = labels.find(requirement.key);
    const bool present = label != labels.end();
    if (requirement.op == Operator::kExists) return present;
    if (requirement.op == Operator::kDoesNotExist) return !present;
    const bool listed =
        present && std::binary_search(requirement.values.begin(), requirement.values.end(), label->second);
    return requirement.op == Operator::kIn ? listed : !listed;  // an absent label is not in any set
  });
}

Result<FieldSelector> FieldSelector::parse(std::string_view text) {
  FieldSelector selector;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = end_of_term(text, begin);
    if (end > begin) {  // empty terms are allowed
      auto requirement = read_field_term(text.substr(begin, end - begin), begin);
      if (!requirement) return requirement.error();
      selector.requirements_.push_back(std::move(*requirement));
    }
    begin = end + 1;
  }
  return selector;
}

bool FieldSelector::matches(const std::function<std::string(std::string_view field)>& value_of) const {
  return std::all_of(requirements_.begin(), requirements_.end(), [&](const Requirement& requirement) {
    return (value_of(requirement.field) == requirement.value) == (requirement.op == Requirement::Operator::kEqual);
  });
}

std::optional<std::string> FieldSelector::single_name() const {
  if (requirements_.size() != 1) return std::nullopt;
  const Requirement& only = requirements_.front();
  if (only.field != "metadata.name" || only.op != Requirement::Operator::kEqual) return std::nullopt;
  return only.value;
}

Labels read_labels(const Json& metadata) {
  Labels labels;
  const Json& json = member(metadata, "labels");
  if (!json.is_object()) return labels;
  for (auto at = json.begin(); at != json.end(); ++at) {
    if (const auto* value = at->get_ptr<const std::string*>()) labels.emplace(at.key(), *value);
  }
  return labels;
}

}  // namespace gauntlet::kube
