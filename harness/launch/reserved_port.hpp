// ReservedPort: a TCP port for a program that is yet to be started. No other instance on this machine is given it, and
// the kernel, which picks from the ports above (ip(7), ip_local_port_range), gives it to no connection.
#pragma once

#include "foundation/net/awaitable.hpp"
#include "foundation/net/endpoint.hpp"

#include <string>

namespace gauntlet::launch {

class ReservedPort {
 public:
  // On this address nobody listens there yet. kSystem: no such address, or none is left.
  static base::Result<ReservedPort> on(net::Executor executor, const std::string& address);
  ~ReservedPort();
  ReservedPort(ReservedPort&& other) noexcept;
  ReservedPort& operator=(ReservedPort&& other) noexcept;

  const net::Endpoint& endpoint() const { return endpoint_; }

 private:
  ReservedPort(int claim, net::Endpoint endpoint) : claim_(claim), endpoint_(std::move(endpoint)) {}

  int claim_;  // a descriptor; -1: moved away
  net::Endpoint endpoint_;
};

}  // namespace gauntlet::launch
