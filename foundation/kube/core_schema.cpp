// What a YAML node means as JSON: the core schema of YAML 1.2 (10.3.2).
#include "foundation/kube/yaml_reader.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <limits>
#include <optional>

namespace gauntlet::kube {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The digits at `at`, in 0..., of a base up to 16.
std::optional<Json> read_based_integer(std::string_view digits, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return Json(value);
}

std::optional<Json> read_decimal_integer(std::string_view text) {
  const bool negative = text.front() == '-';
  std::string_view digits = text;
  if (negative || text.front() == '+') digits.remove_prefix(1);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  if (!negative) return read_based_integer(digits, 10);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  return Json(value);
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_float(std::string_view text) {
  std::size_t at = text.front() == '-' || text.front() == '+' ? 1 : 0;
  const auto skip_digits = [&] {
    const std::size_t begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - begin;
  };
  std::size_t digits = skip_digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    digits += skip_digits();
  }
  if (digits == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (skip_digits() == 0) return false;
  }
  return at == text.size();
}

std::optional<Json> read_float(std::string_view text) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return Json(std::numeric_limits<double>::quiet_NaN());
  const bool negative = text.front() == '-';
  std::string_view rest = text;
  if (negative || text.front() == '+') rest.remove_prefix(1);
  if (rest == ".inf" || rest == ".Inf" || rest == ".INF") return Json(negative ? -kInfinity : kInfinity);
  if (!is_float(text)) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (error != std::errc() || end != rest.data() + rest.size()) return std::nullopt;  // no double holds it: a text
  return Json(negative ? -value : value);
}

Json read_plain_scalar(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  std::optional<Json> number;
  if (text.substr(0, 2) == "0o") number = read_based_integer(text.substr(2), 8);
  if (text.substr(0, 2) == "0x") number = read_based_integer(text.substr(2), 16);
  if (!number) number = read_decimal_integer(text);
  if (!number) number = read_float(text);
  return number ? std::move(*number) : Json(text);
}

}  // namespace

const YamlNode::Entry* YamlNode::find_entry(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

const YamlNode* YamlNode::find(std::string_view key) const {
  const Entry* entry = find_entry(key);
  return entry == nullptr ? nullptr : &entry->value;
}

Json to_json(const YamlNode& node) {
  Json json;
  switch (node.type) {
    case YamlNode::Type::kNull:
      break;
    case YamlNode::Type::kScalar:
      json = node.quoted ? Json(node.scalar) : read_plain_scalar(node.scalar);
      break;
    case YamlNode::Type::kSequence:
      json = Json::array();
      for (const YamlNode& item : node.items) json.push_back(to_json(item));
      break;
    case YamlNode::Type::kMapping:
      json = Json::object();
      for (const YamlNode::Entry& entry : node.entries) json[entry.key] = to_json(entry.value);
      break;
  }
  return json;
}

}  // namespace gauntlet::kube
