// OwnerIndex: which objects name which owner, kept up to date change by change, so that a removal costs as much as it
// has dependents. Pure.
#pragma once

#include "fakeapiserver/store/object_store.hpp"

#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gauntlet::fakeapiserver {

class OwnerIndex {
 public:
  using ObjectId = std::pair<KindId, base::NamespacedName>;

  void note(KindId kind, const Event& event);
  std::vector<ObjectId> dependents_of(const std::string& owner_uid) const;
  // The stored object with this uid, or nullptr.
  const ObjectId* find(const std::string& uid) const;

 private:
  std::unordered_map<std::string, std::set<ObjectId>> dependents_;
  std::unordered_map<std::string, ObjectId> alive_;
};

}  // namespace gauntlet::fakeapiserver
