#include "fakeapiserver/revision_log.hpp"

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

constexpr std::size_t kMostRevisions = 100'000;

}  // namespace

void RevisionLog::note_commit(std::uint64_t revision, base::TimePoint at) {
  if (revision != first_ + entries_.size()) entries_.clear();  // the counter has jumped
  if (entries_.empty()) first_ = revision;
  entries_.push_back({at, {}});
  if (entries_.size() > kMostRevisions) {
    entries_.pop_front();
    ++first_;
  }
}

void RevisionLog::note_delivery(std::uint64_t revision, UserId user, base::TimePoint at) {
  if (revision < first_ || revision - first_ >= entries_.size()) return;
  auto& deliveries = entries_[static_cast<std::size_t>(revision - first_)].deliveries;
  const bool known = std::any_of(deliveries.begin(), deliveries.end(), [&](const auto& d) { return d.first == user; });
  if (!known) deliveries.emplace_back(user, at);
}

const RevisionLog::Entry* RevisionLog::find(std::uint64_t revision) const {
  if (revision < first_ || revision - first_ >= entries_.size()) return nullptr;
  return &entries_[static_cast<std::size_t>(revision - first_)];
}

RevisionLog::UserId RevisionLog::id_of(const std::string& user) {
  const auto [entry, added] = ids_.emplace(user, static_cast<UserId>(names_.size()));
  if (added) names_.push_back(user);
  return entry->second;
}

}  // namespace gauntlet::fakeapiserver
