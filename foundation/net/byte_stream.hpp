// ByteStream: a connection as bytes. TCP, TLS and memory behind one face, so that protocol code is compiled once and
// tested without sockets. One reader and one writer at a time; deadlines are coarse (20 ms). Belongs to one loop.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/base/result.hpp"
#include "foundation/net/awaitable.hpp"
#include "foundation/net/endpoint.hpp"

#include <span>
#include <string_view>

namespace gauntlet::net {

class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // At least one byte, or 0 at the end of the stream. kTimeout, kReset, kCancelled, kTls. After kTimeout it may be
  // called again; a write that timed out has sent an unknown part, so that the stream is of no more use.
  virtual Awaitable<base::Result<std::size_t>> read_some(std::span<char> into, base::Deadline deadline) = 0;
  // All of it; the bytes must live until the end of the call.
  virtual Awaitable<base::Result<void>> write_all(std::string_view bytes, base::Deadline deadline) = 0;
  // Sends as much as can leave without waiting, and says how much; write_all() sends the rest. 0 also where a stream
  // cannot do it or has failed.
  virtual std::size_t write_now(std::string_view /*bytes*/) { return 0; }
  // Many pieces in as few system calls as possible.
  virtual Awaitable<base::Result<void>> write_all_pieces(std::span<const std::string_view> pieces,
                                                         base::Deadline deadline) = 0;
  // Says that we send no more (FIN, close_notify); reading goes on.
  virtual Awaitable<base::Result<void>> shutdown_write(base::Deadline deadline) = 0;
  // At once; operations under way end with kCancelled.
  virtual void close() = 0;
  // Cuts with RST where the transport has one, for fake pods that misbehave.
  virtual void reset() = 0;

  // Nothing has come in that was not read, the end of the stream included; for connections that wait for their next
  // use. A stream that cannot tell says yes.
  virtual bool is_quiet() { return true; }

  virtual Endpoint local_endpoint() const = 0;
  virtual Endpoint peer_endpoint() const = 0;
};

}  // namespace gauntlet::net
