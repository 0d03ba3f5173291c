// RevisionLog: when each revision was committed, and when each user's watches were first sent it. The newest 100,000
// are kept. Pure.
#pragma once

#include "foundation/base/clock.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gauntlet::fakeapiserver {

class RevisionLog {
 public:
  using UserId = std::uint32_t;
  struct Entry {
    base::TimePoint committed;
    std::vector<std::pair<UserId, base::TimePoint>> deliveries;
  };

  // Revisions come one by one, each one higher than the one before.
  void note_commit(std::uint64_t revision, base::TimePoint at);
  void note_delivery(std::uint64_t revision, UserId user, base::TimePoint at);
  const Entry* find(std::uint64_t revision) const;  // nullptr: unknown or forgotten

  UserId id_of(const std::string& user);
  const std::string& name_of(UserId user) const { return names_[user]; }

 private:
  std::uint64_t first_ = 0;
  std::deque<Entry> entries_;
  std::map<std::string, UserId> ids_;
  std::vector<std::string> names_;
};

}  // namespace gauntlet::fakeapiserver
