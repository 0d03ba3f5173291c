// FieldErrors: what is wrong with an object, field by field, as the API words it (apimachinery, util/validation/field;
// reasons of metav1.StatusCause). FieldPath: where.
#pragma once

#include "foundation/kube/object.hpp"
#include "foundation/kube/status.hpp"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

class FieldPath {
 public:
  FieldPath(std::string text) : text_(std::move(text)) {}  // NOLINT: implicit by design
  FieldPath(const char* text) : text_(text) {}             // NOLINT: implicit by design

  FieldPath child(std::string_view name) const;
  FieldPath index(std::size_t position) const;  // spec.rules[0]
  FieldPath key(std::string_view name) const;   // data[tls.crt]
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

class FieldErrors {
 public:
  void required(const FieldPath& path, std::string_view detail = {});
  void invalid(const FieldPath& path, std::string_view value, std::string_view detail);
  void invalid_value(const FieldPath& path, const kube::Json& value, std::string_view detail);
  // One error per message; for checks of names that can find several things wrong.
  void invalid(const FieldPath& path, std::string_view value, const std::vector<std::string>& details);
  // `supported` is printed in the order given.
  void not_supported(const FieldPath& path, std::string_view value, std::initializer_list<std::string_view> supported);
  void duplicate(const FieldPath& path, std::string_view value);
  void duplicate_value(const FieldPath& path, const kube::Json& value);
  void forbidden(const FieldPath& path, std::string_view detail);
  void too_long(const FieldPath& path, std::size_t most_bytes);
  void too_many(const FieldPath& path, std::size_t actual, std::size_t most_items);

  bool empty() const { return causes_.empty(); }
  const std::vector<kube::StatusCause>& causes() const { return causes_; }
  // "spec.a: Required value", or "[first, second]"; what is said twice stands here once.
  std::string to_string() const;

  // Any other, worded by the caller.
  void add(std::string_view reason, const FieldPath& path, std::string message);

 private:
  std::vector<kube::StatusCause> causes_;
};

// As Go's %q prints it, near enough: JSON quoting.
std::string quoted_text(std::string_view text);

}  // namespace gauntlet::fakeapiserver
