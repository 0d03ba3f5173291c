#include "fakeapiserver/custom/custom_schema.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

bool is_true(const Json& schema, const char* key) {
  return member(schema, key) == Json(true);
}

bool is_free_form(const Json& schema) {
  return !schema.is_object() || is_true(schema, "x-kubernetes-preserve-unknown-fields") ||
         is_true(schema, "x-kubernetes-embedded-resource");
}

void fill_defaults(const Json& schema, Json& value) {
  if (value.is_object()) {
    for (const auto& [key, property] : member(schema, "properties").items()) {
      if (!value.contains(key) && property.contains("default")) value[key] = property["default"];
      if (value.contains(key)) fill_defaults(property, value[key]);
    }
    const Json& additional = member(schema, "additionalProperties");
    if (!additional.is_object()) return;
    for (auto& [key, one] : value.items()) fill_defaults(additional, one);
  } else if (value.is_array()) {
    for (Json& item : value) fill_defaults(member(schema, "items"), item);
  }
}

class SchemaValidator {
 public:
  explicit SchemaValidator(FieldErrors& errors) : errors_(errors) {}

  void validate(const Json& schema, const Json& value, const FieldPath& path) {
    check_type(schema, value, path);
    if (value.is_string()) check_length(schema, value.get_ref<const std::string&>(), path);
    if (value.is_number()) check_bounds(schema, value, path);
    if (value.is_array()) {
      check_item_count(schema, value.size(), path);
      for (std::size_t i = 0; i < value.size(); ++i) validate(member(schema, "items"), value[i], path.index(i));
    }
    check_choice(schema, value, path);
    if (value.is_object()) check_members(schema, value, path);
  }
  // Lists of which each item comes once, or each of their keys.
  void validate_lists(const Json& schema, const Json& value, const FieldPath& path) {
    const std::string_view kind = string_member(schema, "x-kubernetes-list-type");
    if (value.is_array() && (kind == "set" || kind == "map")) check_repetition(schema, value, path);
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
      validate_lists(member(schema, "items"), value[i], path.index(i));
    }
    if (!value.is_object()) return;
    for (const auto& [key, one] : value.items()) {
      const Json& below = schema_of_member(schema, key);
      if (below.is_object()) validate_lists(below, one, path.child(key));
    }
  }

 private:
  void check_members(const Json& schema, const Json& value, const FieldPath& path) {
    for (const auto& [key, one] : value.items()) {
      const Json& below = schema_of_member(schema, key);
      if (below.is_object()) validate(below, one, path.child(key));
    }
    for (const Json& name : member(schema, "required")) {
      if (name.is_string() && !value.contains(name.get_ref<const std::string&>())) {
        errors_.required(path.child(name.get_ref<const std::string&>()));
      }
    }
  }

  static const Json& schema_of_member(const Json& schema, const std::string& key) {
    const Json& properties = member(schema, "properties");
    return properties.contains(key) ? properties[key] : member(schema, "additionalProperties");
  }

  void check_type(const Json& schema, const Json& value, const FieldPath& path) {
    const std::string_view wanted = string_member(schema, "type");
    const std::string_view found = type_name(value);
    const bool is_whole = found == "integer" && wanted == "number";
    if (wanted.empty() || wanted == found || is_whole || is_true(schema, "x-kubernetes-int-or-string")) return;
    if (value.is_null() && is_true(schema, "nullable")) return;
    errors_.add("FieldValueTypeInvalid", path,
                "Invalid value: " + quoted_text(found) + ": " + path.text() + " in body must be of type " +
                    std::string(wanted) + ": " + quoted_text(found));
  }

  // As OpenAPI names the type of a value.
  static std::string_view type_name(const Json& value) {
    if (value.is_object()) return "object";
    if (value.is_array()) return "array";
    if (value.is_string()) return "string";
    if (value.is_boolean()) return "boolean";
    if (value.is_null()) return "null";
    return value.is_number_integer() ? "integer" : "number";
  }

  void check_repetition(const Json& schema, const Json& list, const FieldPath& path) {
    const Json& keys = member(schema, "x-kubernetes-list-map-keys");
    std::set<Json> seen;
    for (std::size_t i = 0; i < list.size(); ++i) {
      Json shown = list[i];
      if (keys.is_array()) {
        shown = Json::object();
        for (const Json& key : keys) {
          const std::string name = key.is_string() ? key.get<std::string>() : std::string();
          if (list[i].is_object() && list[i].contains(name)) shown[name] = list[i][name];
        }
      }
      if (!seen.insert(shown).second) errors_.duplicate_value(path.index(i), shown);
    }
  }

  void check_choice(const Json& schema, const Json& value, const FieldPath& path) {
    const Json& choices = member(schema, "enum");
    if (!choices.is_array() || std::find(choices.begin(), choices.end(), value) != choices.end()) return;
    std::string supported;
    for (const Json& choice : choices) supported += (supported.empty() ? "" : ", ") + kube::to_text(choice);
    errors_.add("FieldValueNotSupported", path,
                "Unsupported value: " + kube::to_text(value) + ": supported values: " + supported);
  }

  void check_bounds(const Json& schema, const Json& value, const FieldPath& path) {
    const Json& least = member(schema, "minimum");
    if (least.is_number() && value < least) {
      errors_.invalid_value(path, value,
                            path.text() + " in body should be greater than or equal to " + kube::to_text(least));
    }
    const Json& most = member(schema, "maximum");
    if (most.is_number() && value > most) {
      errors_.invalid_value(path, value,
                            path.text() + " in body should be less than or equal to " + kube::to_text(most));
    }
  }

  void check_length(const Json& schema, const std::string& text, const FieldPath& path) {
    const Json& least = member(schema, "minLength");
    const Json& most = member(schema, "maxLength");
    if (most.is_number_unsigned() && text.size() > most.get<std::size_t>()) {
      errors_.too_long(path, most.get<std::size_t>());
    }
    if (least.is_number_unsigned() && text.size() < least.get<std::size_t>()) {
      errors_.invalid(path, text, path.text() + " in body should be at least " + kube::to_text(least) + " chars long");
    }
  }

  void check_item_count(const Json& schema, std::size_t count, const FieldPath& path) {
    const Json& least = member(schema, "minItems");
    const Json& most = member(schema, "maxItems");
    if (least.is_number_unsigned() && count < least.get<std::size_t>()) {
      errors_.invalid_value(path, Json(count),
                            path.text() + " in body should have at least " + kube::to_text(least) + " items");
    }
    if (most.is_number_unsigned() && count > most.get<std::size_t>()) {
      errors_.too_many(path, count, most.get<std::size_t>());
    }
  }

  FieldErrors& errors_;
};

}  // namespace

CustomSchema::CustomSchema(std::string package, std::string kind, const Json& version)
    : schema_(std::make_unique<Json>(member(member(version, "schema"), "openAPIV3Schema"))) {
  package_ = keep(std::move(package));
  root_ = add_struct(*schema_, std::move(kind));
  for (const Json& column : member(version, "additionalPrinterColumns")) {
    const Json& priority = member(column, "priority");
    columns_.push_back({std::string(string_member(column, "name")), std::string(string_member(column, "type")),
                        std::string(string_member(column, "jsonPath")),
                        priority.is_number_integer() ? priority.get<int>() : 0});
  }
}

CustomSchema::~CustomSchema() = default;

std::string_view CustomSchema::keep(std::string text) {
  texts_.push_back(std::move(text));
  return texts_.back();
}

const StructType* CustomSchema::add_struct(const Json& schema, std::string name) {
  structs_.emplace_back();
  StructType& made = structs_.back();  // a deque: it stays where it is
  const bool is_root = structs_.size() == 1;
  made.package = package_;
  made.name = keep(name);
  for (const auto& [key, property] : member(schema, "properties").items()) {
    const bool is_identity = is_root && (key == "apiVersion" || key == "kind" || key == "metadata");
    if (!is_identity) made.fields.push_back(make_field(key, property, name + "." + key));
  }
  if (is_root) {
    FieldType metadata;
    metadata.name = "metadata";
    metadata.shape = Shape::kStruct;
    metadata.type = Schema::built_in().find("", "ObjectMeta");
    made.fields.push_back(metadata);
  }
  std::sort(made.fields.begin(), made.fields.end(),
            [](const FieldType& a, const FieldType& b) { return a.name < b.name; });
  return &made;
}

FieldType CustomSchema::make_field(const std::string& name, const Json& schema, const std::string& struct_name) {
  FieldType field;
  field.name = keep(name);
  // Custom objects are stored as they are written: nothing empty is left out or added.
  field.pointer = true;
  field.always_written = true;
  if (is_free_form(schema)) {
    field.shape = Shape::kAny;
    return field;
  }
  const Json& items = member(schema, "items");
  const Json& values = member(schema, "additionalProperties");
  if (string_member(schema, "type") == "array" && items.is_object()) {
    field.container = Container::kList;
    set_shape(field, items, struct_name);
    const Json& keys = member(schema, "x-kubernetes-list-map-keys");
    if (string_member(schema, "x-kubernetes-list-type") == "set") field.merge = MergeStrategy::kMergeAsSet;
    if (keys.is_array() && keys.size() == 1 && keys[0].is_string() && field.shape == Shape::kStruct) {
      field.merge = MergeStrategy::kMergeByKey;
      field.merge_key = keep(keys[0].get<std::string>());
    }
  } else if (values.is_object() && !schema.contains("properties")) {
    field.container = Container::kMap;
    set_shape(field, values, struct_name);
  } else {
    set_shape(field, schema, struct_name);
  }
  return field;
}

void CustomSchema::set_shape(FieldType& field, const Json& schema, const std::string& struct_name) {
  const std::string_view type = string_member(schema, "type");
  field.shape = Shape::kAny;
  if (is_free_form(schema)) return;
  if (is_true(schema, "x-kubernetes-int-or-string")) {
    field.shape = Shape::kIntOrString;
  } else if (type == "string") {
    field.shape = Shape::kString;
  } else if (type == "integer") {
    field.shape = Shape::kLong;
  } else if (type == "boolean") {
    field.shape = Shape::kBool;
  } else if (type == "object" && !member(schema, "additionalProperties").is_object()) {
    field.shape = Shape::kStruct;
    field.type = add_struct(schema, struct_name);
  }
}

void CustomSchema::set_defaults(Json& object) const {
  fill_defaults(*schema_, object);
}

void CustomSchema::validate(const Json& object, FieldErrors& errors) const {
  SchemaValidator validator(errors);
  validator.validate(*schema_, object, FieldPath(""));
  validator.validate_lists(*schema_, object, FieldPath(""));
}

}  // namespace gauntlet::fakeapiserver
