// FieldCursor: one field of an API object while a reader walks through it. It remembers where it stands, so that the
// first thing that is wrong is reported with its field path ("spec.rules[0].host: ..."), as the API server does; the
// path is put together only then. A cursor must not outlive the one it came from.
#pragma once

#include "foundation/base/error.hpp"
#include "foundation/kube/object.hpp"
#include "foundation/kube/selector.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gauntlet::kube {

class FieldCursor {
 public:
  // `failure` outlives all cursors of the object and takes the first error, a kInvalid.
  FieldCursor(const Json& object, std::optional<base::Error>& failure) : json_(&object), failure_(&failure) {}

  FieldCursor member(std::string_view key) const;
  std::size_t size() const;                   // of a list; 0 where absent
  FieldCursor item(std::size_t index) const;  // index < size()

  bool absent() const;  // missing or null
  // Empty or 0 or nullopt where absent; where the type is another one also, and that is the failure.
  std::string text() const;
  std::string required_text() const;  // an empty text is a failure
  std::optional<bool> boolean() const;
  int port_number() const;  // 0 to 65535
  bool is_text() const;
  Labels text_map() const;

  void fail(std::string_view why) const;

 private:
  FieldCursor(const Json& json, const FieldCursor& parent)
      : json_(&json), parent_(&parent), failure_(parent.failure_) {}
  std::string path() const;

  const Json* json_;
  const FieldCursor* parent_ = nullptr;
  std::string_view key_;   // in an object
  std::size_t index_ = 0;  // in a list, where key_ is empty
  std::optional<base::Error>* failure_;
};

}  // namespace gauntlet::kube
