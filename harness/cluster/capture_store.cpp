#include "harness/cluster/capture_store.hpp"

#include <utility>

namespace gauntlet::cluster {
namespace {

std::size_t bytes_of(const CapturedRequest& capture) {
  std::size_t bytes =
      sizeof(capture) + capture.request_id.size() + capture.request.target.size() + capture.request.body.size();
  for (const http::HeaderField& field : capture.request.headers) {
    bytes += sizeof(field) + field.name.size() + field.value.size();
  }
  return bytes;
}

}  // namespace

void CaptureStore::add(CapturedRequest capture) {
  bytes_ += bytes_of(capture);
  ++count_;
  Entry& entry = by_id_[capture.request_id];
  if (entry.captures.empty()) entry.place = oldest_first_.insert(oldest_first_.end(), capture.request_id);
  entry.captures.push_back(std::move(capture));
  while (bytes_ > most_bytes_ && by_id_.size() > 1) {
    const std::string oldest = oldest_first_.front();
    static_cast<void>(take(oldest));
  }
}

std::vector<CapturedRequest> CaptureStore::take(const std::string& request_id) {
  const auto found = by_id_.find(request_id);
  if (found == by_id_.end()) return {};
  std::vector<CapturedRequest> taken = std::move(found->second.captures);
  oldest_first_.erase(found->second.place);
  by_id_.erase(found);
  for (const CapturedRequest& capture : taken) bytes_ -= bytes_of(capture);
  count_ -= taken.size();
  return taken;
}

}  // namespace gauntlet::cluster
