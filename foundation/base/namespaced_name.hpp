// NamespacedName: how Kubernetes names an object of a kind; the namespace is empty for cluster-scoped kinds.
#pragma once

#include <compare>
#include <functional>
#include <string>

namespace gauntlet::base {

struct NamespacedName {
  std::string namespace_;
  std::string name;

  // "namespace/name", or "name" alone for cluster scope.
  std::string to_string() const { return namespace_.empty() ? name : namespace_ + "/" + name; }

  friend auto operator<=>(const NamespacedName&, const NamespacedName&) = default;
};

}  // namespace gauntlet::base

template <>
struct std::hash<gauntlet::base::NamespacedName> {
  std::size_t operator()(const gauntlet::base::NamespacedName& n) const noexcept {
    return std::hash<std::string>()(n.namespace_) * 31 + std::hash<std::string>()(n.name);
  }
};
