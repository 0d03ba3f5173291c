#include "foundation/http/headers.hpp"

#include "foundation/base/text.hpp"

#include <algorithm>

namespace gauntlet::http {
namespace {

auto has_name(std::string_view name) {
  return [name](const HeaderField& field) { return base::equals_ignoring_case(field.name, name); };
}

}  // namespace

void Headers::add(std::string_view name, std::string_view value) {
  fields_.push_back({std::string(name), std::string(value)});
}

void Headers::set(std::string_view name, std::string_view value) {
  const auto first = std::find_if(fields_.begin(), fields_.end(), has_name(name));
  if (first == fields_.end()) return add(name, value);
  first->value = value;
  fields_.erase(std::remove_if(first + 1, fields_.end(), has_name(name)), fields_.end());
}

void Headers::remove(std::string_view name) {
  std::erase_if(fields_, has_name(name));
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  const auto first = std::find_if(fields_.begin(), fields_.end(), has_name(name));
  if (first == fields_.end()) return std::nullopt;
  return first->value;
}

std::vector<std::string_view> Headers::find_all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const HeaderField& field : fields_) {
    if (base::equals_ignoring_case(field.name, name)) values.push_back(field.value);
  }
  return values;
}

}  // namespace gauntlet::http
