// EndpointConnections: the connections of one loop to the endpoints. Those that are free wait here, the last one used
// is taken first, and the rest goes when it has waited too long.
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/http/message_parser.hpp"
#include "foundation/net/byte_stream.hpp"
#include "foundation/net/endpoint.hpp"
#include "foundation/net/read_buffer.hpp"
#include "reference_controller/proxy/proxy_limits.hpp"

#include <map>
#include <memory>
#include <vector>

namespace gauntlet::reference {

// With all that reading answers from it needs.
struct EndpointConnection {
  EndpointConnection(std::unique_ptr<net::ByteStream> its_stream, const ProxyLimits& limits);

  std::unique_ptr<net::ByteStream> stream;
  net::ReadBuffer buffer;
  http::MessageParser parser;
  base::TimePoint free_since;
  bool is_reused = false;
};
using EndpointConnectionPtr = std::unique_ptr<EndpointConnection>;

// Whether a request may be sent once more where its connection turns out to have ended.
enum class Repeatable { kYes, kNo };

class EndpointPool {
 public:
  EndpointPool(net::Endpoint endpoint, const ProxyLimits& limits) : endpoint_(std::move(endpoint)), limits_(limits) {}

  const net::Endpoint& endpoint() const { return endpoint_; }
  // A free connection on which nothing has come in meanwhile, the end included; null: none. Looking costs a system
  // call, which a repeatable request saves right after the last use.
  EndpointConnectionPtr take(base::TimePoint now, Repeatable request);
  // It must be at the end of a message with nothing behind.
  void give(EndpointConnectionPtr connection, base::TimePoint now);
  void expire(base::TimePoint now);
  std::size_t free_count() const { return free_.size(); }

 private:
  net::Endpoint endpoint_;
  const ProxyLimits& limits_;
  std::vector<EndpointConnectionPtr> free_;  // the last one was used last
};
using EndpointPoolPtr = std::shared_ptr<EndpointPool>;

class EndpointConnections {
 public:
  explicit EndpointConnections(const ProxyLimits& limits) : limits_(limits) {}

  // The same one for an endpoint as long as somebody holds it or a connection waits in it.
  EndpointPoolPtr pool_of(const net::Endpoint& endpoint);
  void expire(base::TimePoint now);
  std::size_t pool_count() const { return pools_.size(); }

 private:
  const ProxyLimits& limits_;
  std::map<net::Endpoint, EndpointPoolPtr> pools_;
};

}  // namespace gauntlet::reference
