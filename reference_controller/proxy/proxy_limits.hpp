// ProxyLimits: how long the proxy waits for whom, and how much it takes.
#pragma once

#include "foundation/base/clock.hpp"

#include <cstddef>

namespace gauntlet::reference {

struct ProxyLimits {
  base::Duration tls_handshake = std::chrono::seconds(10);
  base::Duration client_idle = std::chrono::seconds(75);   // until the first byte of the next request
  base::Duration client_head = std::chrono::seconds(30);   // from there to the end of its head
  base::Duration client_body = std::chrono::seconds(60);   // between two pieces of its body
  base::Duration client_write = std::chrono::seconds(60);  // for it to take a piece
  base::Duration connect = std::chrono::seconds(2);
  base::Duration backend_write = std::chrono::seconds(60);
  base::Duration backend_head = std::chrono::seconds(60);  // from the end of the request to the head of the answer
  base::Duration backend_body = std::chrono::seconds(60);  // between two pieces of its body
  base::Duration tunnel_idle = std::chrono::hours(1);
  base::Duration tunnel_half_closed = std::chrono::seconds(10);  // one side has ended, the other may still talk
  // For a client that is still sending its body after the answer: reading it on keeps the answer from being lost
  // (RFC 9112 9.6).
  base::Duration linger = std::chrono::seconds(2);
  base::Duration pool_idle = std::chrono::seconds(30);  // of a connection to an endpoint

  std::size_t head_bytes = 64 * 1024;     // of a request or an answer; more: 431, or 502
  std::size_t pool_connections = 256;     // idle ones for one endpoint
  std::size_t client_connections = 8192;  // on one loop; more wait in the backlog
};

}  // namespace gauntlet::reference
