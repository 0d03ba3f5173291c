#include "foundation/kube/field_cursor.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::kube {

FieldCursor FieldCursor::member(std::string_view key) const {
  if (!json_->is_object() && !json_->is_null())
    fail(fmt::format("Invalid type: want an object, got {}", json_->type_name()));
  FieldCursor cursor(kube::member(*json_, key), *this);
  cursor.key_ = key;
  return cursor;
}

std::size_t FieldCursor::size() const {
  if (json_->is_array()) return json_->size();
  if (!json_->is_null()) fail(fmt::format("Invalid type: want a list, got {}", json_->type_name()));
  return 0;
}

FieldCursor FieldCursor::item(std::size_t index) const {
  FieldCursor cursor((*json_)[index], *this);
  cursor.index_ = index;
  return cursor;
}

bool FieldCursor::absent() const {
  return json_->is_null();
}

bool FieldCursor::is_text() const {
  return json_->is_string();
}

std::string FieldCursor::text() const {
  if (const auto* text = json_->get_ptr<const std::string*>()) return *text;
  if (!absent()) fail(fmt::format("Invalid type: want a string, got {}", json_->type_name()));
  return {};
}

std::string FieldCursor::required_text() const {
  std::string value = text();
  if (value.empty()) fail("Required value");
  return value;
}

std::optional<bool> FieldCursor::boolean() const {
  if (const auto* value = json_->get_ptr<const bool*>()) return *value;
  if (!absent()) fail(fmt::format("Invalid type: want a boolean, got {}", json_->type_name()));
  return std::nullopt;
}

int FieldCursor::port_number() const {
  if (absent()) return 0;
  // Numbers that were parsed without a sign are kept as unsigned.
  const auto* value = json_->get_ptr<const Json::number_unsigned_t*>();
  if (value != nullptr && *value <= 65535) return static_cast<int>(*value);
  if (const auto* other = json_->get_ptr<const Json::number_integer_t*>(); other != nullptr && value == nullptr) {
    if (*other >= 0 && *other <= 65535) return static_cast<int>(*other);
  }
  fail(fmt::format("Invalid value: {}: must be a number from 1 to 65535", to_text(*json_)));
  return 0;
}

Labels FieldCursor::text_map() const {
  Labels texts;
  if (!json_->is_object()) {
    if (!absent()) fail(fmt::format("Invalid type: want an object, got {}", json_->type_name()));
    return texts;
  }
  for (auto at = json_->begin(); at != json_->end(); ++at) texts.emplace(at.key(), member(at.key()).text());
  return texts;
}

void FieldCursor::fail(std::string_view why) const {
  if (!*failure_) *failure_ = base::Error(base::Reason::kInvalid, fmt::format("{}: {}", path(), why));
}

std::string FieldCursor::path() const {
  if (parent_ == nullptr) return {};
  std::string path = parent_->path();
  if (key_.empty()) return fmt::format("{}[{}]", path, index_);
  if (!path.empty()) path += '.';
  path += key_;
  return path;
}

}  // namespace gauntlet::kube
