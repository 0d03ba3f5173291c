// ObjectPath: a place inside a Kubernetes object as case files write it: spec.rules[0].host,
// metadata.annotations["example.com/name"]. Pure; nothing here throws.
#pragma once

#include "foundation/base/result.hpp"
#include "foundation/kube/object.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gauntlet::scenario {

// A member's name, or a place in a list from 0.
using PathSegment = std::variant<std::string, std::size_t>;

struct ObjectPath {
  std::vector<PathSegment> segments;  // never empty
  friend bool operator==(const ObjectPath&, const ObjectPath&) = default;
};

// kInvalid says what is wrong at which character (from 1).
base::Result<ObjectPath> parse_object_path(std::string_view text);
std::string to_string(const ObjectPath& path);

// nullptr: there is nothing.
const kube::Json* find_at(const kube::Json& json, const ObjectPath& path);

// Makes the members on the way that are missing, and appends where the place is the end of a list. kInvalid if
// something on the way is neither object nor list as the path wants it, or if the place is beyond the end.
base::Result<void> set_at(kube::Json& json, const ObjectPath& path, kube::Json value);

// Nothing there: nothing to do. In a list the followers move up.
base::Result<void> remove_at(kube::Json& json, const ObjectPath& path);

}  // namespace gauntlet::scenario
