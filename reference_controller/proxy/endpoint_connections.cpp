#include "reference_controller/proxy/endpoint_connections.hpp"

#include <algorithm>
#include <utility>

namespace gauntlet::reference {
namespace {

constexpr std::size_t kFirstBufferSize = 16 * 1024;
// Too short for an end or an answer that nobody asked for to arrive behind the last answer, most of the time.
constexpr std::chrono::milliseconds kTrusted(1);

}  // namespace

EndpointConnection::EndpointConnection(std::unique_ptr<net::ByteStream> its_stream, const ProxyLimits& limits)
    : stream(std::move(its_stream)),
      buffer(kFirstBufferSize, std::max(limits.head_bytes, kFirstBufferSize)),
      parser(http::MessageParser::Side::kResponse, {limits.head_bytes}) {}

EndpointConnectionPtr EndpointPool::take(base::TimePoint now, Repeatable request) {
  while (!free_.empty()) {
    EndpointConnectionPtr connection = std::move(free_.back());
    free_.pop_back();
    const auto idle = now - connection->free_since;
    const bool is_trusted = request == Repeatable::kYes && idle < kTrusted;
    if (is_trusted || (idle < limits_.pool_idle && connection->stream->is_quiet())) {
      connection->is_reused = true;
      return connection;
    }
  }
  return nullptr;
}

void EndpointPool::give(EndpointConnectionPtr connection, base::TimePoint now) {
  if (free_.size() >= limits_.pool_connections) return;
  connection->free_since = now;
  free_.push_back(std::move(connection));
}

void EndpointPool::expire(base::TimePoint now) {
  const auto first_fresh = std::find_if(free_.begin(), free_.end(), [&](const EndpointConnectionPtr& connection) {
    return now - connection->free_since < limits_.pool_idle;
  });
  free_.erase(free_.begin(), first_fresh);
}

EndpointPoolPtr EndpointConnections::pool_of(const net::Endpoint& endpoint) {
  EndpointPoolPtr& pool = pools_[endpoint];
  if (pool == nullptr) pool = std::make_shared<EndpointPool>(endpoint, limits_);
  return pool;
}

void EndpointConnections::expire(base::TimePoint now) {
  for (auto entry = pools_.begin(); entry != pools_.end();) {
    entry->second->expire(now);
    const bool is_unused = entry->second.use_count() == 1 && entry->second->free_count() == 0;
    entry = is_unused ? pools_.erase(entry) : std::next(entry);
  }
}

}  // namespace gauntlet::reference
