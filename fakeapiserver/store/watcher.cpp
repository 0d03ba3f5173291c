#include "fakeapiserver/store/watcher.hpp"

#include <algorithm>

namespace gauntlet::fakeapiserver {

bool ObjectFilter::matches(const ObjectVersion& object) const {
  const ObjectIndex& index = object.index;
  if (!namespace_.empty() && index.name.namespace_ != namespace_) return false;
  for (const FieldTerm& term : fields) {
    const std::string& value = term.operand == FieldTerm::Operand::kName        ? index.name.name
                               : term.operand == FieldTerm::Operand::kNamespace ? index.name.namespace_
                                                                                : index.fields[term.field];
    if ((value == term.value) != term.equal) return false;
  }
  return labels.selects_everything() || labels.matches(index.labels);
}

std::optional<WatchItem> filter_event(const Event& event, const ObjectFilter& filter, const TextHead& head) {
  const bool before = event.previous && filter.matches(*event.previous);
  if (event.type == ChangeType::kDeleted) {
    if (before) return WatchItem{ChangeType::kDeleted, event.object};
    return std::nullopt;
  }
  const bool now = filter.matches(*event.object);
  if (now) return WatchItem{before ? ChangeType::kModified : ChangeType::kAdded, event.object};
  if (before) return WatchItem{ChangeType::kDeleted, event.departed(head)};
  return std::nullopt;
}

std::string_view event_opening(ChangeType type) {
  switch (type) {
    case ChangeType::kAdded:
      return R"({"type":"ADDED","object":)";
    case ChangeType::kModified:
      return R"({"type":"MODIFIED","object":)";
    case ChangeType::kDeleted:
      return R"({"type":"DELETED","object":)";
  }
  return "";
}

Watcher::Watcher(const ObjectStore& store, KindId kind, ObjectFilter filter, std::uint64_t after_revision,
                 std::vector<VersionPtr> initial)
    : store_(store),
      kind_(kind),
      filter_(std::move(filter)),
      revision_(after_revision),
      position_(store.log(kind).position_after(after_revision)),
      initial_(std::move(initial)) {}

Watcher::Batch Watcher::next(std::size_t most_bytes) {
  Batch batch;
  std::size_t bytes = 0;
  while (initial_sent_ < initial_.size()) {
    if (bytes >= most_bytes) {
      batch.more = true;
      return batch;
    }
    VersionPtr& object = initial_[initial_sent_++];
    bytes += object->text.size();
    batch.items.push_back({ChangeType::kAdded, std::move(object)});
  }
  if (!initial_reported_) {
    initial_.clear();
    initial_.shrink_to_fit();
    initial_sent_ = 0;
    initial_reported_ = true;
    batch.initial_done = true;
    batch.more = true;
    return batch;
  }
  const EventLog& log = store_.log(kind_);
  if (position_ < log.first_position()) {
    batch.too_old = true;
    return batch;
  }
  for (; position_ < log.end_position(); ++position_) {
    if (bytes >= most_bytes) {
      batch.more = true;
      return batch;
    }
    const Event& event = log.at(position_);
    // A watch may start at a revision that is yet to come: what happens up to it is not for this watcher.
    if (event.revision <= revision_) continue;
    revision_ = event.revision;
    auto item = filter_event(event, filter_, store_.head(kind_));
    if (!item) continue;
    bytes += item->object->text.size();
    batch.items.push_back(std::move(*item));
  }
  revision_ = std::max(revision_, store_.revision());
  return batch;
}

}  // namespace gauntlet::fakeapiserver
