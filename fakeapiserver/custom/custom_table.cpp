#include "fakeapiserver/custom/custom_schema.hpp"
#include "fakeapiserver/tables/table.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

const Json kNothing;

// By type=="Ready", as in [?(@.type=="Ready")]: the first item with that text.
const Json& item_with(const Json& list, std::string_view condition) {
  const auto equals = condition.find("==\"");
  if (equals == std::string_view::npos || !condition.ends_with('"') || !list.is_array()) return kNothing;
  const std::string_view key = condition.substr(0, equals);
  const std::string_view wanted = condition.substr(equals + 3, condition.size() - equals - 4);
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const Json& item) { return kube::string_member(item, key) == wanted; });
  return found == list.end() ? kNothing : *found;
}

const Json& item_at(const Json& list, std::string_view index) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(index.data(), index.data() + index.size(), number);
  const bool is_number = error == std::errc() && end == index.data() + index.size();
  return is_number && list.is_array() && number < list.size() ? list[number] : kNothing;
}

Json cell_of(const PrinterColumn& column, const Json& object, base::WallTime now) {
  Json value = value_at(object, column.path);
  if (value.is_null()) return value;
  if (column.type == "date") {
    return value.is_string() ? Json(age_text(value.get_ref<const std::string&>(), now)) : Json();
  }
  if (value.is_structured() || column.type == "string") {
    return value.is_string() ? value : Json(kube::to_text(value));
  }
  return value;
}

Json definition(std::string_view name, std::string_view type, std::string_view format, int priority) {
  return {{"name", name}, {"type", type}, {"format", format}, {"description", ""}, {"priority", priority}};
}

}  // namespace

Json value_at(const Json& object, std::string_view path) {
  constexpr std::string_view kCondition = "[?(@.";
  constexpr std::string_view kConditionEnd = ")]";
  const Json* at = &object;
  while (!path.empty()) {
    const bool is_condition = path.starts_with(kCondition);
    const bool is_name = path.front() == '.';
    const std::string_view closing = is_condition ? kConditionEnd : "]";
    const auto end = is_name ? std::min(path.find_first_of(".[", 1), path.size()) : path.find(closing);
    if (end == std::string_view::npos || (!is_name && path.front() != '[')) return Json();
    const std::size_t start = is_condition ? kCondition.size() : 1;
    const std::string_view selector = path.substr(start, end - start);
    at = is_name ? &kube::member(*at, selector) : is_condition ? &item_with(*at, selector) : &item_at(*at, selector);
    path.remove_prefix(is_name ? end : end + closing.size());
  }
  return *at;
}

Json custom_cells(const CustomSchema& schema, const Json& object, base::WallTime now) {
  Json cells = Json::array({kube::string_member(kube::member(object, "metadata"), "name")});
  for (const PrinterColumn& column : schema.columns()) cells.push_back(cell_of(column, object, now));
  if (schema.columns().empty()) cells.push_back(age_of(object, now));
  return cells;
}

Json custom_column_definitions(const CustomSchema& schema) {
  Json definitions = Json::array({definition("Name", "string", "name", 0)});
  for (const PrinterColumn& column : schema.columns()) {
    definitions.push_back(definition(column.name, column.type, "", column.priority));
  }
  if (schema.columns().empty()) definitions.push_back(definition("Age", "date", "", 0));
  return definitions;
}

}  // namespace gauntlet::fakeapiserver
