#include "harness/scenario/value_reader.hpp"

#include "foundation/base/text.hpp"
#include "harness/scenario/durations.hpp"
#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::scenario {

namespace {

std::string_view type_of(const Place& place) {
  switch (place.node->type) {
    case kube::YamlNode::Type::kNull:
      return "nothing";
    case kube::YamlNode::Type::kScalar:
      return "a text";
    case kube::YamlNode::Type::kSequence:
      return "a list";
    case kube::YamlNode::Type::kMapping:
      return "a map";
  }
  return "";
}

// "${name}" and nothing else: the variable.
const Variable* whole_variable(const std::string& scalar, const Variables& variables) {
  if (scalar.size() < 4 || scalar.substr(0, 2) != "${" || scalar.find('}') != scalar.size() - 1) return nullptr;
  return variables.find(std::string_view(scalar).substr(2, scalar.size() - 3));
}

}  // namespace

std::string ValueReader::expand_scalar(const Place& place) {
  Expansion expansion = expand(place.node->scalar, variables_);
  for (TextProblem& problem : expansion.problems) {
    error("E012", underline(place, problem.range), std::move(problem.message), std::move(problem.hint));
  }
  return std::move(expansion.text);
}

std::optional<std::string> ValueReader::text(const Place& place) {
  if (!place.is_scalar()) {
    wrong_type(place, "a text");
    return std::nullopt;
  }
  return expand_scalar(place);
}

std::optional<std::string> ValueReader::word(const Place& place, std::string_view what) {
  if (!place.is_scalar()) {
    wrong_type(place, what);
    return std::nullopt;
  }
  std::string text = expand_scalar(place);
  if (!base::trim(text).empty()) return text;
  error("E004", underline(place), fmt::format("expected {}, got an empty text", what));
  return std::nullopt;
}

std::optional<bool> ValueReader::boolean(const Place& place) {
  if (place.is_scalar()) {
    const std::string text = expand_scalar(place);
    if (text == "true") return true;
    if (text == "false") return false;
  }
  wrong_type(place, "true or false");
  return std::nullopt;
}

std::optional<int> ValueReader::integer(const Place& place, int least, int most) {
  const std::string expected = fmt::format("a whole number from {} to {}", least, most);
  if (!place.is_scalar()) {
    wrong_type(place, expected);
    return std::nullopt;
  }
  const std::string text = expand_scalar(place);
  unsigned long long value = 0;
  if (base::parse_decimal(text, value) && value >= static_cast<unsigned long long>(least) &&
      value <= static_cast<unsigned long long>(most)) {
    return static_cast<int>(value);
  }
  error("E004", underline(place), fmt::format("expected {}, got '{}'", expected, text));
  return std::nullopt;
}

std::optional<base::Duration> ValueReader::duration(const Place& place) {
  if (!place.is_scalar()) {
    wrong_type(place, "a duration such as 250ms, 3s or 2m");
    return std::nullopt;
  }
  const std::string text = expand_scalar(place);
  const std::optional<base::Duration> value = parse_duration(text);
  if (!value) error("E005", underline(place), fmt::format("'{}' is not a duration", text), "such as 250ms, 3s or 2m");
  return value;
}

std::vector<ValueReader::Item> ValueReader::texts(const Place& place) {
  std::vector<Item> items;
  const auto places = list(place, "a list of texts");
  if (!places) return items;
  for (const Place& item : *places) {
    if (auto value = text(item)) items.push_back({std::move(*value), item});
  }
  return items;
}

std::string ValueReader::key(const Member& member) {
  Expansion expansion = expand(member.key(), variables_);
  for (TextProblem& problem : expansion.problems) {
    error("E012", underline_key(member), std::move(problem.message), std::move(problem.hint));
  }
  return std::move(expansion.text);
}

kube::YamlNode ValueReader::expanded(const Place& place) {
  kube::YamlNode copy;
  copy.type = place.node->type;
  copy.mark = place.node->mark;
  copy.quoted = place.node->quoted;
  for (const Place& item : place.items()) copy.items.push_back(expanded(item));
  for (const Member& member : place.members()) {
    copy.entries.push_back({member.key(), member.entry->key_mark, expanded(member.value())});
  }
  if (!place.is_scalar()) return copy;
  copy.scalar = expand_scalar(place);
  if (copy.quoted || copy.scalar == place.node->scalar) return copy;
  const Variable* variable = whole_variable(place.node->scalar, variables_);
  copy.quoted = variable == nullptr || variable->form == Variable::Form::kText;
  return copy;
}

kube::Json ValueReader::json(const Place& place) {
  return kube::to_json(expanded(place));
}

std::optional<Members> ValueReader::map(const Place& place) {
  if (place.is_map()) return place.members();
  wrong_type(place, "a map");
  return std::nullopt;
}

std::optional<std::vector<Place>> ValueReader::list(const Place& place, std::string_view what) {
  if (place.is_list()) return place.items();
  wrong_type(place, what);
  return std::nullopt;
}

Members ValueReader::known_members(Members members, Section section) {
  Members known;
  for (const Member& member : members) {
    const KnownKey* key = find_key(section, member.key());
    if (key == nullptr) {
      KeyProblem problem = explain_key(section, member.key(), members);
      error("E003", underline_key(member), std::move(problem.message), std::move(problem.hint));
    } else if (key->support == Support::kNotYet) {
      error("E003", underline_key(member), fmt::format("'{}' is not supported by this version", member.key()));
    } else {
      known.push_back(member);
    }
  }
  return known;
}

std::optional<Members> ValueReader::section(const Place& place, Section section) {
  auto members = map(place);
  if (!members) return std::nullopt;
  return known_members(std::move(*members), section);
}

void ValueReader::error(std::string_view code, const Underline& where, std::string message, std::string hint) {
  diagnostics_.error(code, where, std::move(message), std::move(hint));
}

void ValueReader::error_in(std::string_view code, const Place& place, TextRange part, std::string message,
                           std::string hint) {
  const Expansion expansion = expand(place.node->scalar, variables_);
  if (const Expansion::Piece* piece = expansion.variable_in(part)) {
    const Variable* variable = variables_.find(piece->variable);
    const std::string origin =
        variable != nullptr && variable->position
            ? fmt::format("it comes from ${{{}}} (line {})", piece->variable, variable->position->line)
            : fmt::format("it comes from ${{{}}}", piece->variable);
    hint = hint.empty() ? origin : fmt::format("{} {}", hint, origin);
  }
  error(code, underline(place, expansion.raw_range(part)), std::move(message), std::move(hint));
}

void ValueReader::wrong_type(const Place& place, std::string_view expected) {
  error("E004", underline(place), fmt::format("expected {}, got {}", expected, type_of(place)));
}

}  // namespace gauntlet::scenario
