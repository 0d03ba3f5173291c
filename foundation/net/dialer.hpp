// Dialer: opens TCP connections.
#pragma once

#include "foundation/net/byte_stream.hpp"

#include <memory>
#include <optional>

namespace gauntlet::net {

struct DialOptions {
  explicit DialOptions(Endpoint to_endpoint) : to(std::move(to_endpoint)) {}
  Endpoint to;
  std::optional<Endpoint> from;  // port 0: any
};

// kRefused, kTimeout, kCancelled, kSystem. TCP_NODELAY is set.
Awaitable<base::Result<std::unique_ptr<ByteStream>>> dial(DialOptions options, base::Deadline deadline);

}  // namespace gauntlet::net
