// ObjectStore: the objects of every kind by namespace and name, one revision counter for all of them, optimistic
// locking, and the log of changes that watches read. A write that changes nothing takes no revision. No I/O, no clock,
// one loop.
#pragma once

#include "fakeapiserver/store/event_log.hpp"
#include "foundation/base/result.hpp"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

// A kind's place in the registry.
using KindId = std::size_t;

class ObjectStore {
 public:
  // Called after each change, once the store and the log show it.
  using Listener = std::function<void(KindId, const Event&)>;

  // The revision is above 1 from the start: "0" and "1" have meanings of their own to clients.
  explicit ObjectStore(std::vector<TextHead> kinds, EventLogLimits limits = EventLogLimits());

  void set_listener(Listener listener) { listener_ = std::move(listener); }

  // A kind more; the others stay where they are.
  KindId add_kind(TextHead head);

  std::uint64_t revision() const { return revision_; }
  // As if so many writes had been made that nobody can see.
  void skip_revisions(std::uint64_t count) { revision_ += count; }
  VersionPtr find(KindId kind, const base::NamespacedName& name) const;  // nullptr: none
  const EventLog& log(KindId kind) const { return kinds_[kind].log; }
  const TextHead& head(KindId kind) const { return kinds_[kind].head; }
  std::size_t size(KindId kind) const { return kinds_[kind].objects.size(); }

  // kAlreadyExists.
  base::Result<VersionPtr> create(KindId kind, ObjectDraft draft);
  // kNotFound; kConflict where `expected` is not the stored revision.
  base::Result<VersionPtr> update(KindId kind, ObjectDraft draft, std::optional<std::uint64_t> expected = std::nullopt);
  // The last state with the revision of the deletion. kNotFound.
  base::Result<VersionPtr> remove(KindId kind, const base::NamespacedName& name);

  // Visits the objects of a namespace (empty: all) in order of namespace and name, from behind `after`, until the
  // visitor says false.
  using Visitor = std::function<bool(const VersionPtr&)>;
  void visit(KindId kind, std::string_view namespace_, const base::NamespacedName* after, const Visitor& visitor) const;
  // The same for the state at a past revision. kExpired where the log does not reach back.
  base::Result<void> visit_at(KindId kind, std::uint64_t revision, std::string_view namespace_,
                              const base::NamespacedName* after, const Visitor& visitor) const;

  // Forgets the history up to and including `revision`.
  void compact(std::uint64_t revision);

 private:
  using Objects = std::map<base::NamespacedName, VersionPtr>;
  struct Kind {
    TextHead head;
    Objects objects;
    EventLog log;
  };
  VersionPtr store(KindId kind, ObjectDraft draft, ChangeType type, VersionPtr previous);
  void announce(KindId kind, ChangeType type, VersionPtr object, VersionPtr previous);

  std::deque<Kind> kinds_;
  EventLogLimits limits_;
  Listener listener_;
  std::uint64_t revision_ = 100;
};

}  // namespace gauntlet::fakeapiserver
