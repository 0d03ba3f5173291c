// DNS messages (RFC 1035 4.1): what a small resolver reads and writes. Pure.
#pragma once

#include "foundation/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::launch {

enum class DnsType : std::uint16_t { kA = 1, kCname = 5, kAaaa = 28 };  // any other number as well
enum class DnsCode { kNoError = 0, kFormatError = 1, kServerFailure = 2, kNameError = 3, kNotImplemented = 4 };

struct DnsQuery {
  std::uint16_t id = 0;
  int opcode = 0;
  bool recursion_desired = false;
  std::string name;  // lower case, without the last dot
  DnsType type = DnsType::kA;
  std::string question;  // as it was written, for the answer
};

struct DnsRecord {
  std::string name;
  DnsType type = DnsType::kA;
  std::string data;  // kA: "127.0.0.1"; kCname: a name
};

// Exactly one question of class IN; kMalformed otherwise. What stands behind it (EDNS) is not looked at.
base::Result<DnsQuery> parse_dns_query(std::string_view bytes);
// A record that is no IPv4 address, or no name, is left out. Nothing may be cached (time to live 0).
std::string write_dns_answer(const DnsQuery& query, DnsCode code, const std::vector<DnsRecord>& records);

}  // namespace gauntlet::launch
