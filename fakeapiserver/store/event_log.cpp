#include "fakeapiserver/store/event_log.hpp"

#include <algorithm>

namespace gauntlet::fakeapiserver {

VersionPtr Event::departed(const TextHead& head) const {
  if (!departed_ && previous) {
    departed_ = std::make_shared<const ObjectVersion>(
        ObjectVersion{previous->index, revision, ObjectText(head, revision, previous->text.content())});
  }
  return departed_;
}

void EventLog::append(std::uint64_t revision, ChangeType type, VersionPtr object, VersionPtr previous) {
  bytes_ += object->text.size();
  events_.push_back(Event(revision, type, std::move(object), std::move(previous)));
  while (events_.size() > limits_.events || (bytes_ > limits_.bytes && events_.size() > 1)) drop_first();
}

void EventLog::compact(std::uint64_t revision) {
  while (!events_.empty() && events_.front().revision <= revision) drop_first();
  compacted_through_ = std::max(compacted_through_, revision);
}

std::uint64_t EventLog::position_after(std::uint64_t revision) const {
  const auto found = std::upper_bound(events_.begin(), events_.end(), revision,
                                      [](std::uint64_t r, const Event& event) { return r < event.revision; });
  return dropped_ + static_cast<std::uint64_t>(found - events_.begin());
}

void EventLog::drop_first() {
  bytes_ -= events_.front().object->text.size();
  compacted_through_ = std::max(compacted_through_, events_.front().revision);
  events_.pop_front();
  ++dropped_;
}

}  // namespace gauntlet::fakeapiserver
