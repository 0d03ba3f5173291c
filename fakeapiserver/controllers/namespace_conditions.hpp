// The conditions of a namespace that is on its way out and cannot go (core/v1 NamespaceCondition): what people read who
// wonder why. Pure.
#pragma once

#include "foundation/kube/object.hpp"
#include "foundation/kube/resource.hpp"

#include <map>
#include <string>

namespace gauntlet::fakeapiserver {

// What is left of a namespace.
class NamespaceContent {
 public:
  void add(const kube::ResourceType& type, const kube::Json& object);
  bool empty() const { return resources_.empty(); }
  const std::map<std::string, int>& resources() const { return resources_; }    // "configmaps." to how many
  const std::map<std::string, int>& finalizers() const { return finalizers_; }  // to how many objects have it

 private:
  std::map<std::string, int> resources_;
  std::map<std::string, int> finalizers_;
};

// Replaces the conditions; one that stays as it was keeps its time.
void set_namespace_conditions(kube::Json& status, const NamespaceContent& left, const std::string& now);

}  // namespace gauntlet::fakeapiserver
