#include "fakeapiserver/rules/label_selector.hpp"

#include "fakeapiserver/rules/names.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

bool takes_values(std::string_view op) {
  return op == "In" || op == "NotIn";
}

bool takes_none(std::string_view op) {
  return op == "Exists" || op == "DoesNotExist";
}

void validate_expression(const Json& expression, const FieldPath& path, FieldErrors& errors) {
  const std::string_view op = string_member(expression, "operator");
  const Json& values = member(expression, "values");
  if (takes_values(op)) {
    if (values.empty()) {
      errors.required(path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
    }
  } else if (takes_none(op)) {
    if (!values.empty()) {
      errors.forbidden(path.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    }
  } else {
    errors.invalid(path.child("operator"), op, "not a valid selector operator");
  }
  const std::string_view key = string_member(expression, "key");
  errors.invalid(path.child("key"), key, check_qualified_name(key));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto& value = values[i].get_ref<const std::string&>();
    errors.invalid(path.child("values").index(i), value, check_label_value(value));
  }
}

bool is_met(const Json& expression, const Json& labels) {
  const std::string_view op = string_member(expression, "operator");
  const std::string key(string_member(expression, "key"));
  const bool has = labels.is_object() && labels.contains(key);
  if (op == "Exists") return has;
  if (op == "DoesNotExist") return !has;
  const Json& values = member(expression, "values");
  const bool among = has && std::find(values.begin(), values.end(), labels[key]) != values.end();
  return (op == "In") == among;
}

}  // namespace

void validate_label_selector(const Json& selector, const FieldPath& path, FieldErrors& errors) {
  for (const auto& [key, value] : member(selector, "matchLabels").items()) {
    errors.invalid(path.child("matchLabels"), key, check_qualified_name(key));
    const auto& text = value.get_ref<const std::string&>();
    errors.invalid(path.child("matchLabels"), text, check_label_value(text));
  }
  const Json& expressions = member(selector, "matchExpressions");
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    validate_expression(expressions[i], path.child("matchExpressions").index(i), errors);
  }
}

bool is_empty_selector(const Json& selector) {
  return member(selector, "matchLabels").empty() && member(selector, "matchExpressions").empty();
}

bool is_selector_broken(const Json& selector) {
  FieldErrors errors;
  validate_label_selector(selector, "selector", errors);
  return !errors.empty();
}

bool selects(const Json& selector, const Json& labels) {
  for (const auto& [key, value] : member(selector, "matchLabels").items()) {
    if (member(labels, key) != value) return false;
  }
  const Json& expressions = member(selector, "matchExpressions");
  return std::all_of(expressions.begin(), expressions.end(), [&](const Json& one) { return is_met(one, labels); });
}

}  // namespace gauntlet::fakeapiserver
