// CaptureStore: the requests that the pods of a cluster have seen, until somebody asks for them. Its memory is bounded:
// what nobody takes makes room for what comes later, the oldest first. One loop.
#pragma once

#include "harness/cluster/captured_request.hpp"

#include <list>
#include <string>
#include <unordered_map>
#include <vector>

namespace gauntlet::cluster {

class CaptureStore {
 public:
  explicit CaptureStore(std::size_t most_bytes = kStandardSize) : most_bytes_(most_bytes) {}

  void add(CapturedRequest capture);
  // All with this id, in order of arrival; and forgets them.
  std::vector<CapturedRequest> take(const std::string& request_id);
  std::size_t size() const { return count_; }

 private:
  static constexpr std::size_t kStandardSize = 64 * 1024 * 1024;

  struct Entry {
    std::vector<CapturedRequest> captures;
    std::list<std::string>::iterator place;  // in oldest_first_
  };

  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  std::size_t count_ = 0;
  std::unordered_map<std::string, Entry> by_id_;
  std::list<std::string> oldest_first_;
};

}  // namespace gauntlet::cluster
