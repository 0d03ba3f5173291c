#include "fakeapiserver/controllers/owner_index.hpp"

namespace gauntlet::fakeapiserver {

void OwnerIndex::note(KindId kind, const Event& event) {
  const ObjectId id{kind, event.object->index.name};
  if (event.previous) {
    for (const std::string& owner : event.previous->index.owner_uids) {
      const auto found = dependents_.find(owner);
      if (found == dependents_.end()) continue;
      found->second.erase(id);
      if (found->second.empty()) dependents_.erase(found);
    }
  }
  if (event.type == ChangeType::kDeleted) {
    alive_.erase(event.object->index.uid);
    return;
  }
  for (const std::string& owner : event.object->index.owner_uids) dependents_[owner].insert(id);
  alive_.insert_or_assign(event.object->index.uid, id);
}

const OwnerIndex::ObjectId* OwnerIndex::find(const std::string& uid) const {
  const auto found = alive_.find(uid);
  return found == alive_.end() ? nullptr : &found->second;
}

std::vector<OwnerIndex::ObjectId> OwnerIndex::dependents_of(const std::string& owner_uid) const {
  const auto found = dependents_.find(owner_uid);
  if (found == dependents_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

}  // namespace gauntlet::fakeapiserver
