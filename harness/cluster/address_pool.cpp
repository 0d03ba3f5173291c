#include "harness/cluster/address_pool.hpp"

#include <fmt/format.h>

#include <cassert>

namespace gauntlet::cluster {
namespace {

constexpr std::uint32_t kHostsPerThirdOctet = 254;  // neither .0 nor .255
constexpr std::uint32_t kGoldenRatio = 2654435769;  // Fibonacci hashing (Knuth 6.4)

}  // namespace

AddressPool::AddressPool(int second_octet, int third_first, int third_last, std::uint32_t begin)
    : second_(second_octet),
      third_first_(third_first),
      size_(static_cast<std::uint32_t>(third_last - third_first + 1) * kHostsPerThirdOctet),
      next_(begin % size_) {
  assert(third_first <= third_last);
}

std::string AddressPool::take() {
  const std::uint32_t number = next_;
  next_ = (next_ + 1) % size_;
  return fmt::format("127.{}.{}.{}", second_, third_first_ + static_cast<int>(number / kHostsPerThirdOctet),
                     number % kHostsPerThirdOctet + 1);
}

std::uint32_t scatter(std::uint32_t number) {
  return (number * kGoldenRatio) >> 8;
}

}  // namespace gauntlet::cluster
