#include "harness/launch/reserved_port.hpp"

#include "foundation/net/acceptor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <random>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace gauntlet::launch {

namespace {

using base::Error;
using base::Reason;

// Above the well-known ones, below NodePorts (30000) and what the kernel gives out by itself.
constexpr int kFirst = 10'000;
constexpr int kCount = 19'000;

// Ours as long as the descriptor is open; -1: another's. An abstract address (unix(7)) is known in the whole network
// namespace, as ports are, and, unlike a listener on another address, in no program's way.
int claim(int port) {
  const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = fmt::format("gauntlet-port-{}", port);
  std::copy(name.begin(), name.end(), address.sun_path + 1);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), size) == 0) return descriptor;
  ::close(descriptor);
  return -1;
}

}  // namespace

base::Result<ReservedPort> ReservedPort::on(net::Executor executor, const std::string& address) {
  std::random_device source;
  const int start = std::uniform_int_distribution<int>(0, kCount - 1)(source);
  for (int i = 0; i < kCount; ++i) {
    const int port = kFirst + (start + i) % kCount;
    const int descriptor = claim(port);
    if (descriptor < 0) continue;
    ReservedPort reserved(descriptor, net::Endpoint{address, static_cast<std::uint16_t>(port)});
    const auto nobody = net::Acceptor::listen(executor, reserved.endpoint_);
    if (nobody) return reserved;
    if (nobody.error().reason() != Reason::kAlreadyExists) return nobody.error();
  }
  return Error(Reason::kSystem, fmt::format("{}: no port is left", address));
}

ReservedPort::~ReservedPort() {
  if (claim_ >= 0) ::close(claim_);
}

ReservedPort::ReservedPort(ReservedPort&& other) noexcept
    : claim_(std::exchange(other.claim_, -1)), endpoint_(std::move(other.endpoint_)) {}

ReservedPort& ReservedPort::operator=(ReservedPort&& other) noexcept {
  std::swap(claim_, other.claim_);
  std::swap(endpoint_, other.endpoint_);
  return *this;
}

}  // namespace gauntlet::launch
