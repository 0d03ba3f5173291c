#include "harness/cli/loopback_range.hpp"

#include <fmt/format.h>

namespace gauntlet::cli {

namespace {

// 127.0 is everybody's (and 127.0.0.53 the resolver's), 127.96 holds the ClusterIPs.
constexpr int kFirst = 1;
constexpr int kLast = 254;
constexpr int kClusterIps = 96;
constexpr std::uint16_t kHolderPort = 29'642;  // below the ports that are given out by themselves

}  // namespace

base::Result<LoopbackRange> LoopbackRange::reserve(net::Executor executor) {
  for (int octet = kFirst; octet <= kLast; ++octet) {
    if (octet == kClusterIps) continue;
    auto holder = net::Acceptor::listen(executor, {fmt::format("127.{}.255.254", octet), kHolderPort});
    if (holder) return LoopbackRange(std::move(holder).value(), octet);
  }
  return base::Error(base::Reason::kSystem, "all loopback ranges are in use; are there fake clusters left behind?");
}

}  // namespace gauntlet::cli
