// KeptConnections: requests over connections that stay open from one to the next, as browsers and load balancers do; so
// that a controller which serves old connections by an old configuration is seen. One loop, one request at a time.
#pragma once

#include "harness/traffic/round_trip.hpp"

#include <memory>

namespace gauntlet::traffic {

class KeptConnections {
 public:
  KeptConnections();
  ~KeptConnections();
  KeptConnections(const KeptConnections&) = delete;
  KeptConnections& operator=(const KeptConnections&) = delete;

  // Over the connection that an earlier request to the same place with the same TLS options has left, else over a new
  // one that is left to the next; at most 32 are. Where a left one has ended meanwhile, the request goes over a new one
  // (RFC 9112 section 9.3.1), so only safe methods should be sent this way.
  net::Awaitable<RoundTrip> send(RoundTripRequest request, base::Deadline deadline);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::traffic
