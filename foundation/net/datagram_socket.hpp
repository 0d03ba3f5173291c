// DatagramSocket: a bound UDP socket on one loop, for small request and answer protocols (DNS).
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/base/result.hpp"
#include "foundation/net/awaitable.hpp"
#include "foundation/net/endpoint.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace gauntlet::net {

struct Datagram {
  std::string bytes;
  Endpoint peer;
};

class DatagramSocket {
 public:
  // Port 0 takes a free one. kAlreadyExists if the port is taken, kSystem otherwise; both say which.
  static base::Result<std::unique_ptr<DatagramSocket>> bind(Executor executor, Endpoint at);
  ~DatagramSocket();
  DatagramSocket(const DatagramSocket&) = delete;
  DatagramSocket& operator=(const DatagramSocket&) = delete;

  Endpoint local_endpoint() const;
  // One at a time. kTimeout; kCancelled after close() and once the task was asked to stop; kSystem.
  Awaitable<base::Result<Datagram>> receive(base::Deadline deadline);
  // At once or never, as networks do.
  void send(std::string_view bytes, const Endpoint& to);
  void close();

 private:
  struct State;
  explicit DatagramSocket(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::net
