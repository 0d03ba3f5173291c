// A tunnel: bytes both ways until both sides have ended, after a 101 (RFC 9110 7.8).
#pragma once

#include "foundation/net/awaitable.hpp"
#include "foundation/net/byte_stream.hpp"
#include "foundation/net/read_buffer.hpp"
#include "reference_controller/proxy/proxy_limits.hpp"

namespace gauntlet::reference {

// What the buffers hold goes first. All must live until the end; both streams are to be closed afterwards.
net::Awaitable<void> run_tunnel(net::Executor executor, net::ByteStream& client, net::ReadBuffer& from_client,
                                net::ByteStream& endpoint, net::ReadBuffer& from_endpoint, const ProxyLimits& limits);

}  // namespace gauntlet::reference
