#include "fakeapiserver/rules/field_errors.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace gauntlet::fakeapiserver {
namespace {

// A kube-apiserver lists them all. Nobody reads more, and each is longer than what it is about.
constexpr std::size_t kMostCauses = 1000;

}  // namespace

FieldPath FieldPath::child(std::string_view name) const {
  return text_.empty() ? FieldPath(std::string(name)) : FieldPath(text_ + "." + std::string(name));
}

FieldPath FieldPath::index(std::size_t position) const {
  return FieldPath(text_ + "[" + std::to_string(position) + "]");
}

FieldPath FieldPath::key(std::string_view name) const {
  return FieldPath(text_ + "[" + std::string(name) + "]");
}

std::string quoted_text(std::string_view text) {
  return kube::to_text(kube::Json(text));
}

void FieldErrors::add(std::string_view reason, const FieldPath& path, std::string message) {
  if (causes_.size() == kMostCauses) return;
  causes_.push_back({std::string(reason), std::move(message), path.text()});
}

void FieldErrors::required(const FieldPath& path, std::string_view detail) {
  std::string message = "Required value";
  if (!detail.empty()) message.append(": ").append(detail);
  add("FieldValueRequired", path, std::move(message));
}

void FieldErrors::invalid(const FieldPath& path, std::string_view value, std::string_view detail) {
  add("FieldValueInvalid", path, "Invalid value: " + quoted_text(value) + ": " + std::string(detail));
}

void FieldErrors::invalid_value(const FieldPath& path, const kube::Json& value, std::string_view detail) {
  add("FieldValueInvalid", path, "Invalid value: " + kube::to_text(value) + ": " + std::string(detail));
}

void FieldErrors::invalid(const FieldPath& path, std::string_view value, const std::vector<std::string>& details) {
  for (const std::string& detail : details) invalid(path, value, detail);
}

void FieldErrors::not_supported(const FieldPath& path, std::string_view value,
                                std::initializer_list<std::string_view> supported) {
  std::string message = "Unsupported value: " + quoted_text(value) + ": supported values: ";
  bool first = true;
  for (std::string_view one : supported) {
    if (!first) message += ", ";
    message += quoted_text(one);
    first = false;
  }
  add("FieldValueNotSupported", path, std::move(message));
}

void FieldErrors::duplicate(const FieldPath& path, std::string_view value) {
  add("FieldValueDuplicate", path, "Duplicate value: " + quoted_text(value));
}

void FieldErrors::duplicate_value(const FieldPath& path, const kube::Json& value) {
  add("FieldValueDuplicate", path, "Duplicate value: " + kube::to_text(value));
}

void FieldErrors::forbidden(const FieldPath& path, std::string_view detail) {
  add("FieldValueForbidden", path, "Forbidden: " + std::string(detail));
}

void FieldErrors::too_long(const FieldPath& path, std::size_t most_bytes) {
  add("FieldValueTooLong", path, "Too long: may not be more than " + std::to_string(most_bytes) + " bytes");
}

void FieldErrors::too_many(const FieldPath& path, std::size_t actual, std::size_t most_items) {
  add("FieldValueTooMany", path,
      "Too many: " + std::to_string(actual) + ": must have at most " + std::to_string(most_items) + " items");
}

std::string FieldErrors::to_string() const {
  std::string joined;
  std::set<std::string> said;
  for (const kube::StatusCause& cause : causes_) {
    std::string text = cause.field.empty() ? cause.message : cause.field + ": " + cause.message;
    if (said.contains(text)) continue;
    if (!joined.empty()) joined += ", ";
    joined += text;
    said.insert(std::move(text));
  }
  return said.size() == 1 ? joined : "[" + joined + "]";
}

}  // namespace gauntlet::fakeapiserver
