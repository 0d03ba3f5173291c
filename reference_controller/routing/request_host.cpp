#include "reference_controller/routing/request_host.hpp"

#include "reference_controller/mutants.hpp"

#include <algorithm>
#include <cstddef>

namespace gauntlet::reference {
namespace {

// What a character may do in a reg-name (RFC 3986 3.2.2), and its lower-case form; 0: it may not stand there.
constexpr std::array<char, 256> make_host_characters() {
  std::array<char, 256> table{};
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = c;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = static_cast<char>(c - 'A' + 'a');
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = c;
  for (const char c : std::string_view("-._~!$&'()*+,;=%")) table[static_cast<unsigned char>(c)] = c;
  return table;
}
constexpr std::array<char, 256> kHostCharacters = make_host_characters();

bool is_address_character(char c) {
  const bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  return is_hex || c == ':' || c == '.';
}

bool is_port(std::string_view text) {
  return text.size() <= 5 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Where the name ends and the port begins, or the end; npos: neither a name nor an IPv6 address.
std::size_t find_name_end(std::string_view text) {
  if (!text.starts_with('[')) return std::min(text.find(':'), text.size());
  const std::size_t bracket = text.find(']');
  if (bracket == std::string_view::npos || bracket < 3) return std::string_view::npos;
  const std::string_view address = text.substr(1, bracket - 1);
  const bool is_address = std::all_of(address.begin(), address.end(), is_address_character);
  return is_address ? bracket + 1 : std::string_view::npos;
}

}  // namespace

std::optional<RequestHost> RequestHost::parse(std::string_view text) {
  const std::size_t name_end = find_name_end(text);
  // An empty name is not allowed in an http URI (RFC 9110 4.2.1), an empty first label in no DNS name.
  if (name_end == 0 || name_end > kLongest || text.front() == '.') return std::nullopt;
  const std::string_view port = text.substr(name_end);
  if (!port.empty() && (port.front() != ':' || !is_port(port.substr(1)))) return std::nullopt;

  if (mutant_active(Mutant::kHostPortNotStripped)) return lowered(text, Characters::kAny);
  if (mutant_active(Mutant::kHostCaseSensitive)) return as_it_is(text.substr(0, name_end));
  return lowered(text.substr(0, name_end), text.front() == '[' ? Characters::kAny : Characters::kOfName);
}

std::optional<RequestHost> RequestHost::lowered(std::string_view name, Characters allowed) {
  if (name.size() > kLongest) return std::nullopt;
  RequestHost host;
  bool is_name = true;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char lower = kHostCharacters[static_cast<unsigned char>(name[i])];
    is_name &= lower != '\0';
    host.text_[i] = lower != '\0' ? lower : name[i];
  }
  if (!is_name && allowed == Characters::kOfName) return std::nullopt;
  host.length_ = static_cast<std::uint8_t>(name.size());
  return host;
}

RequestHost RequestHost::as_it_is(std::string_view name) {
  RequestHost host;
  std::copy(name.begin(), name.end(), host.text_.begin());
  host.length_ = static_cast<std::uint8_t>(name.size());
  return host;
}

}  // namespace gauntlet::reference
