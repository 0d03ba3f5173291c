#include "fakeapiserver/custom/custom_schema.hpp"
#include "fakeapiserver/tables/table.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

Json cell_of(const PrinterColumn& column, const Json& object, base::WallTime now) {
  Json value = value_at(object, column.path);
  if (column.type == "date") {
    return value.is_string() ? Json(age_text(value.get_ref<const std::string&>(), now)) : Json("<unknown>");
  }
  if (value.is_null()) return "";
  if (value.is_structured() || column.type == "string") {
    return value.is_string() ? value : Json(kube::to_text(value));
  }
  return value;
}

Json definition(std::string_view name, std::string_view type, std::string_view format, int priority) {
  return {{"name", name}, {"type", type}, {"format", format}, {"description", ""}, {"priority", priority}};
}

}  // namespace

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
