// Watcher: one watch as a position in the event log and a filter; gives the pieces of the next write, shared with all
// other watchers. The log is its queue: who falls behind what the log holds is told so and must be cut. Pure.
#pragma once

#include "fakeapiserver/store/object_store.hpp"

#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

// Which objects a list or watch is about.
struct ObjectFilter {
  std::string namespace_;  // empty: all
  kube::LabelSelector labels;
  struct FieldTerm {
    enum class Operand { kName, kNamespace, kField } operand;
    std::size_t field = 0;  // kField: place in ObjectIndex::fields
    bool equal = true;
    std::string value;
  };
  std::vector<FieldTerm> fields;

  bool matches(const ObjectVersion& object) const;
  bool has_selector() const { return !labels.selects_everything() || !fields.empty(); }
};

// What a watcher is sent of one event.
struct WatchItem {
  ChangeType type;
  VersionPtr object;
};

// nullopt: nothing (neither before nor after the change did it match).
std::optional<WatchItem> filter_event(const Event& event, const ObjectFilter& filter, const TextHead& head);

// `{"type":"ADDED","object":`; an object's event_tail() follows.
std::string_view event_opening(ChangeType type);

class Watcher {
 public:
  // `initial` is sent first, as ADDED; then everything after `after_revision`.
  Watcher(const ObjectStore& store, KindId kind, ObjectFilter filter, std::uint64_t after_revision,
          std::vector<VersionPtr> initial);

  struct Batch {
    std::vector<WatchItem> items;
    bool initial_done = false;  // the last of the initial objects is in this batch, or there were none
    bool too_old = false;       // the log has moved on: end the watch
    bool more = false;          // ask again at once
  };
  // The next items, until `most_bytes` are reached. Empty: caught up.
  Batch next(std::size_t most_bytes);

  // Every event up to it has been given out; what a bookmark may promise.
  std::uint64_t revision() const { return revision_; }

 private:
  const ObjectStore& store_;
  KindId kind_;
  ObjectFilter filter_;
  std::uint64_t revision_;
  std::uint64_t position_;
  std::vector<VersionPtr> initial_;
  std::size_t initial_sent_ = 0;
  bool initial_reported_ = false;
};

}  // namespace gauntlet::fakeapiserver
