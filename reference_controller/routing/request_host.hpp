// RequestHost: the host that a request asks for, ready to be looked up: checked, without port, in lower case, and
// without an allocation. The Ingress API compares it with rules as RFC 3986 does: without case, and ports are no part
// of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gauntlet::reference {

class RequestHost {
 public:
  // A request of HTTP/1.0 without Host field: only rules without host match it.
  RequestHost() : length_(0) {}
  // A Host field, or the authority of a target in absolute form (RFC 9110 7.2, RFC 3986 3.2.2). nullopt: it is none, or
  // it is empty, or it is longer than any DNS name.
  static std::optional<RequestHost> parse(std::string_view text);

  // An IPv6 address keeps its brackets.
  std::string_view name() const { return {text_.data(), length_}; }

 private:
  static constexpr std::size_t kLongest = 254;  // a DNS name with its final dot
  enum class Characters { kOfName, kAny };

  static std::optional<RequestHost> lowered(std::string_view name, Characters allowed);
  static RequestHost as_it_is(std::string_view name);  // for a mutant

  std::array<char, kLongest> text_;  // only as far as length_ says
  std::uint8_t length_;
};

}  // namespace gauntlet::reference
