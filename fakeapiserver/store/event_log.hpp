// EventLog: the last changes of one kind, oldest first, shared by all its watchers; old ones are dropped. An event also
// knows the state before, so that selectors can tell who left, and past states can be rebuilt. Pure.
#pragma once

#include "fakeapiserver/store/object_version.hpp"

#include <cstdint>
#include <deque>
#include <memory>

namespace gauntlet::fakeapiserver {

enum class ChangeType { kAdded, kModified, kDeleted };

struct Event {
  std::uint64_t revision;
  ChangeType type;
  VersionPtr object;    // after; kDeleted: the last state with the revision of the deletion
  VersionPtr previous;  // before; null for kAdded
  // For watchers whose selector it matched before and does not match now: the previous state with this revision. Made
  // when the first of them needs it.
  VersionPtr departed(const TextHead& head) const;

 private:
  friend class EventLog;
  Event(std::uint64_t at, ChangeType what, VersionPtr now, VersionPtr before)
      : revision(at), type(what), object(std::move(now)), previous(std::move(before)) {}
  mutable VersionPtr departed_;
};

struct EventLogLimits {
  std::size_t events = 65536;
  std::size_t bytes = 32 * 1024 * 1024;  // of serialised objects
};

class EventLog {
 public:
  explicit EventLog(EventLogLimits limits = EventLogLimits()) : limits_(limits) {}

  void append(std::uint64_t revision, ChangeType type, VersionPtr object, VersionPtr previous);
  // Forgets everything up to and including `revision`.
  void compact(std::uint64_t revision);

  // Positions count all events ever appended; those in [first_position, end_position) are there.
  std::uint64_t first_position() const { return dropped_; }
  std::uint64_t end_position() const { return dropped_ + events_.size(); }
  const Event& at(std::uint64_t position) const { return events_[static_cast<std::size_t>(position - dropped_)]; }
  // Of the first event after `revision`.
  std::uint64_t position_after(std::uint64_t revision) const;
  // Whether every event after `revision` is there.
  bool reaches(std::uint64_t revision) const { return revision >= compacted_through_; }
  std::uint64_t compacted_through() const { return compacted_through_; }

 private:
  void drop_first();

  EventLogLimits limits_;
  std::deque<Event> events_;
  std::uint64_t dropped_ = 0;
  std::uint64_t compacted_through_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace gauntlet::fakeapiserver
