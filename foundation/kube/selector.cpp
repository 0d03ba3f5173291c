#include "foundation/kube/selector.hpp"

#include "foundation/kube/label_syntax.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <set>

namespace gauntlet::kube {
namespace {

using base::Error;
using base::Reason;
using base::Result;

// What a label selector is made of. Words are anything up to a blank or a sign; "in" and "notin" are words.
struct Token {
  enum class Type { kWord, kComma, kOpen, kClose, kNot, kEqual, kNotEqual, kGreater, kLess, kEnd } type = Type::kEnd;
  std::string_view text;
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
      token_ = {Token::Type::kEnd, {}};
      return;
    }
    const std::string_view rest = text_.substr(begin);
    const Token::Type sign = sign_of(rest);
    std::size_t length = sign == Token::Type::kNotEqual || rest.substr(0, 2) == "==" ? 2 : 1;
    if (sign == Token::Type::kWord) {
      length = std::min(rest.find_first_of(kEndsOfWords), rest.size());
    }
    token_ = {sign, rest.substr(0, length)};
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
        return Token::Type::kLess;
      case '>':
        return Token::Type::kGreater;
      default:
        return Token::Type::kWord;
    }
  }

  std::string_view text_;
  std::size_t end_ = 0;
  Token token_;
};

Error unexpected(const Token& token, std::string_view wanted) {
  return {Reason::kBadRequest, fmt::format("found '{}', expected: {}", token.text, wanted)};
}

Error in_requirement(const Error& error) {
  return {Reason::kBadRequest, "unable to parse requirement: " + error.message()};
}

std::string invalid_value(std::string_view path, std::string_view value, std::string_view why) {
  return fmt::format("{}: Invalid value: {}: {}", path, to_text(Json(value)), why);
}

std::optional<std::int64_t> read_whole_number(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// What follows '=', '!=', '<' and '>'; nothing at all is the empty value.
Result<std::vector<std::string>> read_value(TokenReader& reader) {
  const Token::Type next = reader.peek().type;
  if (next == Token::Type::kEnd || next == Token::Type::kComma) return std::vector<std::string>{""};
  if (next != Token::Type::kWord) return unexpected(reader.peek(), "identifier");
  return std::vector<std::string>{std::string(reader.take().text)};
}

// "(a,b)", the set as a server reads it: a comma without a word on one of its sides stands for the empty value.
Result<std::vector<std::string>> read_value_list(TokenReader& reader) {
  if (!reader.take_if(Token::Type::kOpen)) {
    return Error(Reason::kBadRequest, fmt::format("found '{}' expected: '('", reader.peek().text));
  }
  if (reader.take_if(Token::Type::kClose)) return std::vector<std::string>{""};
  if (reader.peek().type != Token::Type::kWord && reader.peek().type != Token::Type::kComma) {
    return unexpected(reader.peek(), "',', ')' or identifier");
  }
  std::set<std::string> values;
  while (!reader.take_if(Token::Type::kClose)) {
    if (reader.peek().type == Token::Type::kWord) {
      values.emplace(reader.take().text);
      const Token::Type next = reader.peek().type;
      if (next != Token::Type::kComma && next != Token::Type::kClose) return unexpected(reader.peek(), "',' or ')'");
    } else if (reader.take_if(Token::Type::kComma)) {
      const bool closes = reader.peek().type == Token::Type::kClose;
      if (values.empty() || closes || reader.take_if(Token::Type::kComma)) values.emplace();
    } else {
      return unexpected(reader.peek(), "',', or identifier");
    }
  }
  return std::vector<std::string>(values.begin(), values.end());
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

Error field_error(std::string_view words) {
  return {Reason::kBadRequest, std::string(words)};
}

// "\\", "\," and "\=" are the three escapes.
Result<std::string> unescape_field_value(std::string_view escaped) {
  std::string value;
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] == '=') return field_error("invalid field selector: unescaped character in value: 61");
    if (escaped[i] == '\\') {
      ++i;
      if (i == escaped.size() || (escaped[i] != '\\' && escaped[i] != ',' && escaped[i] != '=')) {
        const std::string_view sequence = escaped.substr(i - 1, 2);
        return field_error(fmt::format("invalid field selector: invalid escape sequence: {}", sequence));
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

Result<FieldSelector::Requirement> read_field_term(std::string_view selector, std::string_view term) {
  const auto found = find_field_operator(term);
  if (!found) return field_error(fmt::format("invalid selector: '{}'; can't understand '{}'", selector, term));
  auto value = unescape_field_value(term.substr(found->at + found->length));
  if (!value) return value.error();
  return FieldSelector::Requirement{std::string(term.substr(0, found->at)), found->op, std::move(*value)};
}

}  // namespace

// One requirement, as a server reads it; the words of errors are those of apimachinery, labels.
class LabelSelector::Reader {
 public:
  explicit Reader(TokenReader& tokens) : tokens_(tokens) {}

  Result<Requirement> read() {
    const bool negated = tokens_.take_if(Token::Type::kNot);
    if (tokens_.peek().type != Token::Type::kWord) return unexpected(tokens_.peek(), "identifier");
    Requirement requirement{std::string(tokens_.take().text),
                            negated ? Requirement::Operator::kDoesNotExist : Requirement::Operator::kExists,
                            {}};
    const std::string complaint = complain_about_label_key(requirement.key);
    if (!complaint.empty()) return Error(Reason::kBadRequest, invalid_value("<nil>", requirement.key, complaint));
    const Token next = tokens_.peek();
    if (negated || next.type == Token::Type::kComma || next.type == Token::Type::kEnd) return requirement;
    const auto op = operator_of(next);
    if (!op) return unexpected(next, "in, notin, =, ==, !=, gt, lt");
    tokens_.take();
    auto values = next.type == Token::Type::kWord ? read_value_list(tokens_) : read_value(tokens_);
    if (!values) return values.error();
    requirement.op = *op;
    requirement.values = std::move(*values);
    return check(std::move(requirement));
  }

 private:
  static std::optional<Requirement::Operator> operator_of(const Token& token) {
    if (token.type == Token::Type::kEqual || token.text == "in") return Requirement::Operator::kIn;
    if (token.type == Token::Type::kNotEqual || token.text == "notin") return Requirement::Operator::kNotIn;
    if (token.type == Token::Type::kGreater) return Requirement::Operator::kGreater;
    if (token.type == Token::Type::kLess) return Requirement::Operator::kLess;
    return std::nullopt;
  }

  static Result<Requirement> check(Requirement requirement) {
    std::vector<std::string> errors;
    const bool compares =
        requirement.op == Requirement::Operator::kGreater || requirement.op == Requirement::Operator::kLess;
    if (compares && !read_whole_number(requirement.values.front())) {
      errors.push_back(invalid_value("values[0]", requirement.values.front(),
                                     "for 'Gt', 'Lt' operators, the value must be an integer"));
    }
    for (std::size_t i = 0; i < requirement.values.size(); ++i) {
      const std::string complaint = complain_about_label_value(requirement.values[i]);
      if (complaint.empty()) continue;
      errors.push_back(
          invalid_value(fmt::format("values[{}][{}]", i, requirement.key), requirement.values[i], complaint));
    }
    if (errors.empty()) return requirement;
    if (errors.size() == 1) return Error(Reason::kBadRequest, errors.front());
    return Error(Reason::kBadRequest, fmt::format("[{}]", fmt::join(errors, ", ")));
  }

  TokenReader& tokens_;
};

Result<LabelSelector> LabelSelector::parse(std::string_view text) {
  LabelSelector selector;
  TokenReader tokens(text);
  const auto begins = [&] {
    return tokens.peek().type == Token::Type::kWord || tokens.peek().type == Token::Type::kNot;
  };
  if (tokens.peek().type == Token::Type::kEnd) return selector;
  if (!begins()) return unexpected(tokens.peek(), "!, identifier, or 'end of string'");
  for (;;) {
    auto requirement = Reader(tokens).read();
    if (!requirement) return in_requirement(requirement.error());
    selector.requirements_.push_back(std::move(*requirement));
    if (tokens.peek().type == Token::Type::kEnd) return selector;
    if (!tokens.take_if(Token::Type::kComma)) return unexpected(tokens.peek(), "',' or 'end of string'");
    if (!begins()) return unexpected(tokens.peek(), "identifier after ','");
  }
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
    if (requirement.op == Operator::kGreater || requirement.op == Operator::kLess) {
      const auto bound = read_whole_number(requirement.values.front());
      const auto value = present ? read_whole_number(label->second) : std::nullopt;
      if (!bound || !value) return false;
      return requirement.op == Operator::kGreater ? *value > *bound : *value < *bound;
    }
    const bool listed =
        present && std::binary_search(requirement.values.begin(), requirement.values.end(), label->second);
    return requirement.op == Operator::kIn ? listed : !listed;  // an absent label is not in any set
  });
}

Result<FieldSelector> FieldSelector::parse(std::string_view text) {
  std::vector<std::string_view> terms;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = end_of_term(text, begin);
    if (end > begin) terms.push_back(text.substr(begin, end - begin));  // empty terms are allowed
    begin = end + 1;
  }
  std::sort(terms.begin(), terms.end());  // a server does, which decides what it complains about first
  FieldSelector selector;
  for (std::string_view term : terms) {
    auto requirement = read_field_term(text, term);
    if (!requirement) return requirement.error();
    selector.requirements_.push_back(std::move(*requirement));
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
