#include "harness/launch/listening_sockets.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <string>

namespace gauntlet::launch {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kListening = "0A";  // include/net/tcp_states.h, TCP_LISTEN

// The numbers of the sockets that a process has open: its descriptors are links to "socket:[4711]".
void add_sockets_of(pid_t pid, std::set<std::string>& inodes) {
  constexpr std::string_view kPrefix = "socket:[";
  std::error_code failure;
  // Without exceptions, since the process may end in the middle.
  fs::directory_iterator at("/proc/" + std::to_string(pid) + "/fd", failure);
  for (; at != fs::directory_iterator(); at.increment(failure)) {
    std::error_code closed;
    const std::string target = fs::read_symlink(at->path(), closed).string();
    if (target.starts_with(kPrefix)) inodes.insert(target.substr(kPrefix.size(), target.size() - kPrefix.size() - 1));
  }
}

std::optional<std::uint32_t> parse_hex(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "0100007F:1F90": words of the address as this machine keeps them in memory, and the port.
std::optional<net::Endpoint> parse_local_address(std::string_view text) {
  constexpr std::size_t kWord = 8;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || (colon != kWord && colon != 4 * kWord)) return std::nullopt;
  std::array<std::uint32_t, 4> words{};
  for (std::size_t i = 0; i * kWord < colon; ++i) {
    const auto word = parse_hex(text.substr(i * kWord, kWord));
    if (!word) return std::nullopt;
    words[i] = *word;
  }
  const auto port = parse_hex(text.substr(colon + 1));
  std::array<char, INET6_ADDRSTRLEN> address{};
  const int family = colon == kWord ? AF_INET : AF_INET6;
  if (!port || ::inet_ntop(family, words.data(), address.data(), address.size()) == nullptr) return std::nullopt;
  return net::Endpoint{address.data(), static_cast<std::uint16_t>(*port)};
}

void add_listeners(const fs::path& table, const std::set<std::string>& inodes, std::vector<net::Endpoint>& into) {
  std::ifstream file(table);
  std::string line;
  std::getline(file, line);  // headings
  while (std::getline(file, line)) {
    // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
    std::array<std::string, 10> fields;
    std::istringstream columns(line);
    for (std::string& field : fields) columns >> field;
    if (fields[3] != kListening || !inodes.contains(fields[9])) continue;
    if (const auto endpoint = parse_local_address(fields[1])) into.push_back(*endpoint);
  }
}

}  // namespace

std::vector<net::Endpoint> listening_sockets(const std::vector<net::RunningProcess>& processes) {
  std::set<std::string> inodes;
  for (const net::RunningProcess& process : processes) add_sockets_of(process.pid, inodes);
  std::vector<net::Endpoint> endpoints;
  add_listeners("/proc/net/tcp", inodes, endpoints);
  add_listeners("/proc/net/tcp6", inodes, endpoints);
  std::sort(endpoints.begin(), endpoints.end());
  endpoints.erase(std::unique(endpoints.begin(), endpoints.end()), endpoints.end());
  return endpoints;
}

}  // namespace gauntlet::launch
