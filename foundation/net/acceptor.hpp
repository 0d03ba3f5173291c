// Acceptor: a listening TCP socket on one loop.
#pragma once

#include "foundation/net/byte_stream.hpp"

#include <memory>

namespace gauntlet::net {

// kShared lets several loops listen on one port (SO_REUSEPORT).
enum class PortSharing { kExclusive, kShared };

class Acceptor {
 public:
  // Port 0 takes a free one. kAlreadyExists: somebody listens there already; kSystem otherwise. Both name the place.
  static base::Result<std::unique_ptr<Acceptor>> listen(Executor executor, Endpoint at,
                                                        PortSharing sharing = PortSharing::kExclusive);
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  Endpoint local_endpoint() const;
  // The next connection; survives running out of file descriptors by waiting. kCancelled after close() and, like a
  // wait, once the task was asked to stop (TaskGroup::request_stop).
  Awaitable<base::Result<std::unique_ptr<ByteStream>>> accept();
  void close();

 private:
  struct State;
  explicit Acceptor(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::net
