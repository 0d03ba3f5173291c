// Endpoint: an IP address and a TCP port.
#pragma once

#include "foundation/base/result.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace gauntlet::net {

struct Endpoint {
  std::string address;  // dotted IPv4 or bare IPv6, never a name
  std::uint16_t port = 0;

  // "127.0.0.1:80", "[::1]:80".
  std::string to_string() const;
  // kInvalid if it is not an IP address with a port.
  static base::Result<Endpoint> parse(std::string_view text);

  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

}  // namespace gauntlet::net
