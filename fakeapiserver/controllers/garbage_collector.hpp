// GarbageCollector: deletes what lost its last owner, lets orphans go, and holds an owner that is deleted in the
// foreground until its dependents are gone. Runs to quiescence before the write that set it off is answered, so that a
// test sees one state after another.
#pragma once

#include "fakeapiserver/control_plane.hpp"
#include "fakeapiserver/controllers/owner_index.hpp"

#include <deque>
#include <string>

namespace gauntlet::fakeapiserver {

class GarbageCollector {
 public:
  // Listens to `plane`, which must outlive it.
  explicit GarbageCollector(ControlPlane& plane);
  GarbageCollector(const GarbageCollector&) = delete;
  GarbageCollector& operator=(const GarbageCollector&) = delete;

  // Until nothing is left to do.
  void run();

 private:
  void note(KindId kind, const Event& event);
  void process_removed_owner(const std::string& uid);
  void process_object(const OwnerIndex::ObjectId& id);
  void drop_reference(const OwnerIndex::ObjectId& id, const std::string& owner_uid);

  ControlPlane& plane_;
  OwnerIndex owners_;
  std::deque<std::string> removed_owners_;       // uids
  std::deque<OwnerIndex::ObjectId> to_look_at_;  // objects that are being deleted, dependents without owner
};

}  // namespace gauntlet::fakeapiserver
