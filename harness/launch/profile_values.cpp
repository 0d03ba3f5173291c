#include "harness/launch/profile_values.hpp"

#include "foundation/base/duration_text.hpp"
#include "foundation/base/text.hpp"
#include "harness/launch/profile_variables.hpp"

#include <fmt/format.h>

#include <regex>

namespace gauntlet::launch {

using kube::Mark;
using kube::YamlNode;
using Type = YamlNode::Type;

void ProfileValues::problem(Mark at, std::string message, std::string hint) {
  problems_.push_back({at.line, at.column, std::move(message), std::move(hint)});
}

const YamlNode* ProfileValues::section(const YamlNode& parent, std::string_view key, ProfileSection section) {
  const YamlNode* map = parent.find(key);
  if (map == nullptr) return nullptr;
  if (map->type != Type::kMapping) {
    problem(map->mark, fmt::format("{} has to be a map", title_of(section)));
    return nullptr;
  }
  check_keys(*map, section);
  return map;
}

void ProfileValues::check_keys(const YamlNode& map, ProfileSection section) {
  const auto known = keys_of(section);
  for (const YamlNode::Entry& entry : map.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    std::string hint = hint_for_key(section, entry.key);
    if (entry.key.ends_with('+')) hint = "a '+' that appends can stand in 'modes' only";
    problem(entry.key_mark, fmt::format("unknown key '{}' in {}", entry.key, title_of(section)), std::move(hint));
  }
}

void ProfileValues::require(const YamlNode& parent, Mark at, std::initializer_list<std::string_view> keys,
                            ProfileSection section) {
  for (const std::string_view key : keys) {
    if (parent.find(key) == nullptr) problem(at, fmt::format("{} needs '{}'", title_of(section), key));
  }
}

std::optional<std::string> ProfileValues::text(const YamlNode& node, std::string_view what) {
  if (node.type != Type::kScalar) {
    problem(node.mark, fmt::format("{} has to be a text", what));
    return std::nullopt;
  }
  return node.scalar;
}

void ProfileValues::check_variables(const std::string& text, Mark at) {
  const auto names = variables_in(text);
  if (!names) {
    problem(at, names.error().message());
    return;
  }
  for (const std::string& name : *names) {
    if (auto hint = unknown_variable_hint(name, own_variables_)) {
      problem(at, fmt::format("there is no variable ${{{}}}", name), std::move(*hint));
    }
  }
}

void ProfileValues::check_variables(const YamlNode& node) {
  check_variables(node.scalar, node.mark);
  for (const YamlNode& item : node.items) check_variables(item);
  for (const YamlNode::Entry& entry : node.entries) check_variables(entry.value);
}

void ProfileValues::read(const YamlNode& parent, std::string_view key, std::string& into, Variables variables) {
  const YamlNode* node = parent.find(key);
  if (node == nullptr) return;
  auto value = text(*node, fmt::format("'{}'", key));
  if (!value) return;
  if (value->empty()) problem(node->mark, fmt::format("'{}' is empty", key));
  if (variables == Variables::kAllowed) check_variables(*node);
  into = std::move(*value);
}

const std::vector<YamlNode>* ProfileValues::list(const YamlNode& parent, std::string_view key) {
  const YamlNode* node = parent.find(key);
  if (node == nullptr) return nullptr;
  if (node->type == Type::kSequence) return &node->items;
  problem(node->mark, fmt::format("'{}' has to be a list", key));
  return nullptr;
}

void ProfileValues::read(const YamlNode& parent, std::string_view key, std::vector<std::string>& into,
                         Variables variables) {
  const auto* items = list(parent, key);
  if (items == nullptr) return;
  into.clear();
  for (const YamlNode& item : *items) {
    auto value = text(item, fmt::format("an item of '{}'", key));
    if (!value) continue;
    if (variables == Variables::kAllowed) check_variables(item);
    into.push_back(std::move(*value));
  }
}

void ProfileValues::read(const YamlNode& parent, std::string_view key, std::map<std::string, std::string>& into,
                         Variables variables) {
  const YamlNode* node = parent.find(key);
  if (node == nullptr) return;
  if (node->type != Type::kMapping) {
    problem(node->mark, fmt::format("'{}' has to be a map", key));
    return;
  }
  for (const YamlNode::Entry& entry : node->entries) {
    auto value = text(entry.value, fmt::format("'{}.{}'", key, entry.key));
    if (!value) continue;
    if (variables == Variables::kAllowed) check_variables(entry.value);
    into[entry.key] = std::move(*value);
  }
}

void ProfileValues::read_paths(const YamlNode& parent, std::string_view key, std::string_view root,
                               std::map<std::string, std::string>& into) {
  read(parent, key, into, Variables::kAllowed);
  const YamlNode* node = parent.find(key);
  for (const YamlNode::Entry& entry : node != nullptr ? node->entries : std::vector<YamlNode::Entry>()) {
    check_variables(entry.key, entry.key_mark);
    if (entry.key.starts_with(root)) continue;
    problem(entry.key_mark, fmt::format("a path in '{}' has to begin with {}", key, root));
  }
}

void ProfileValues::read_commands(const YamlNode& parent, std::string_view key,
                                  std::vector<std::vector<std::string>>& into) {
  const auto* commands = list(parent, key);
  if (commands == nullptr) return;
  into.clear();
  for (const YamlNode& command : *commands) {
    if (command.type != Type::kSequence || command.items.empty()) {
      problem(command.mark, fmt::format("an item of '{}' has to be a list: a program and its arguments", key));
      continue;
    }
    std::vector<std::string>& words = into.emplace_back();
    for (const YamlNode& item : command.items) {
      auto word = text(item, "a part of a command");
      if (!word) continue;
      check_variables(item);
      words.push_back(std::move(*word));
    }
  }
}

void ProfileValues::read_flag(const YamlNode& parent, std::string_view key, bool& into) {
  const YamlNode* node = parent.find(key);
  if (node == nullptr) return;
  const bool is_flag =
      node->type == Type::kScalar && !node->quoted && (node->scalar == "true" || node->scalar == "false");
  if (!is_flag) problem(node->mark, fmt::format("'{}' has to be true or false", key));
  into = is_flag && node->scalar == "true";
}

void ProfileValues::read_duration(const YamlNode& parent, std::string_view key, base::Duration& into) {
  const YamlNode* node = parent.find(key);
  if (node == nullptr) return;
  const auto duration = node->type == Type::kScalar ? base::parse_duration(node->scalar) : std::nullopt;
  if (duration) {
    into = *duration;
  } else {
    problem(node->mark, fmt::format("'{}' has to be a duration: 250ms, 3s, 2m or 1h", key));
  }
}

void ProfileValues::read_integer(const YamlNode& parent, std::string_view key, int least, int most, int& into) {
  const YamlNode* node = parent.find(key);
  if (node == nullptr) return;
  unsigned long long value = 0;
  const bool is_number = node->type == Type::kScalar && !node->quoted && base::parse_decimal(node->scalar, value);
  if (is_number && value >= static_cast<unsigned>(least) && value <= static_cast<unsigned>(most)) {
    into = static_cast<int>(value);
  } else {
    problem(node->mark, fmt::format("'{}' has to be a number from {} to {}", key, least, most));
  }
}

void ProfileValues::read_memory(const YamlNode& parent, std::string_view key, std::uint64_t& into) {
  const YamlNode* node = parent.find(key);
  if (node == nullptr) return;
  std::string_view text = node->scalar;
  int shift = 0;
  for (const auto& [unit, bits] : {std::pair("Mi", 20), std::pair("Gi", 30)}) {
    if (text.ends_with(unit)) shift = bits;
  }
  text.remove_suffix(shift == 0 ? 0 : 2);
  unsigned long long number = 0;
  constexpr unsigned long long kMost = 1 << 20;
  const bool is_memory = node->type == Type::kScalar && shift != 0 && base::parse_decimal(text, number);
  if (is_memory && number >= 1 && number <= kMost) {
    into = static_cast<std::uint64_t>(number) << shift;
  } else {
    problem(node->mark, fmt::format("'{}' has to be a size of memory: 512Mi or 2Gi", key));
  }
}

void ProfileValues::read_codes(const YamlNode& parent, std::string_view key, std::vector<int>& into) {
  const auto* items = list(parent, key);
  if (items == nullptr) return;
  into.clear();
  for (const YamlNode& item : *items) {
    unsigned long long code = 0;
    const bool is_number = item.type == Type::kScalar && base::parse_decimal(item.scalar, code);
    if (is_number && code >= 100 && code <= 599) {
      into.push_back(static_cast<int>(code));
    } else {
      problem(item.mark, fmt::format("an item of '{}' has to be a status code, 100 to 599", key));
    }
  }
  if (items->empty()) problem(parent.find(key)->mark, fmt::format("'{}' needs at least one status code", key));
}

std::optional<std::string> ProfileValues::pattern(const YamlNode& node, unsigned groups, std::string_view what) {
  auto value = text(node, what);
  if (!value) return std::nullopt;
  try {
    const std::regex compiled(*value, std::regex::ECMAScript);
    if (compiled.mark_count() < groups) {
      problem(node.mark, fmt::format("{} needs a group, '(...)', around what is wanted", what));
      return std::nullopt;
    }
  } catch (const std::regex_error&) {
    problem(node.mark, fmt::format("{} is not a regular expression", what));
    return std::nullopt;
  }
  return value;
}

void ProfileValues::read_pattern(const YamlNode& parent, std::string_view key, unsigned groups, std::string& into) {
  const YamlNode* node = parent.find(key);
  if (node == nullptr) return;
  if (auto value = pattern(*node, groups, fmt::format("'{}'", key))) into = std::move(*value);
}

void ProfileValues::read_patterns(const YamlNode& parent, std::string_view key, std::vector<std::string>& into) {
  const auto* items = list(parent, key);
  if (items == nullptr) return;
  into.clear();
  for (const YamlNode& item : *items) {
    if (auto value = pattern(item, 0, fmt::format("an item of '{}'", key))) into.push_back(std::move(*value));
  }
}

}  // namespace gauntlet::launch
