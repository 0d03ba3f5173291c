#include "fakeapiserver/rules/ip_address.hpp"

#include "fakeapiserver/rules/names.hpp"

#include <arpa/inet.h>
#include <array>
#include <optional>

namespace gauntlet::fakeapiserver {
namespace {

using Address6 = std::array<unsigned char, 16>;

// The zone, which Go does not read either, makes it no address.
std::optional<Address6> parse_ipv6(std::string_view text) {
  Address6 address{};
  if (::inet_pton(AF_INET6, std::string(text).c_str(), address.data()) != 1) return std::nullopt;
  return address;
}

struct Range {
  bool unspecified = false;
  bool of_the_link = false;
  bool of_groups_of_the_link = false;
};

Range range_of(std::string_view address) {
  if (const auto four = parse_ipv4(address)) return {*four == 0, *four >> 16 == 0xa9fe, *four >> 8 == 0xe00000};
  const auto six = parse_ipv6(address);
  if (!six) return {};
  const Address6& bytes = *six;
  return {bytes == Address6{}, bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80,
          bytes[0] == 0xff && (bytes[1] & 0xf) == 2};
}

}  // namespace

void validate_endpoint_ip(std::string_view address, const FieldPath& path, FieldErrors& errors) {
  if (!is_ip_address(address)) return errors.invalid(path, address, "must be a valid IP address");
  const Range range = range_of(address);
  if (range.unspecified) errors.invalid(path, address, "may not be unspecified (" + std::string(address) + ")");
  if (range.of_the_link) {
    errors.invalid(path, address, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  }
  if (range.of_groups_of_the_link) {
    errors.invalid(path, address, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
  }
}

std::string canonical_ip(std::string_view address) {
  const auto six = parse_ipv6(address);
  if (!six) return std::string(address);
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(AF_INET6, six->data(), text.data(), text.size());
  return text.data();
}

bool is_loopback_ip(std::string_view address) {
  const auto four = parse_ipv4(address);
  return (four && *four >> 24 == 127) || address == "::1";
}

}  // namespace gauntlet::fakeapiserver
