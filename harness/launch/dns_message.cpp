#include "harness/launch/dns_message.hpp"

#include "foundation/base/text.hpp"

#include <arpa/inet.h>
#include <array>

namespace gauntlet::launch {

namespace {

using base::Error;
using base::Reason;
using base::Result;

constexpr std::size_t kHeader = 12;
constexpr std::size_t kLongestLabel = 63;
constexpr std::size_t kLongestName = 253;
constexpr std::uint16_t kClassIn = 1;
constexpr std::uint16_t kIsAnswer = 0x8000;
constexpr std::uint16_t kIsAuthoritative = 0x0400;
constexpr std::uint16_t kRecursionDesired = 0x0100;
constexpr std::uint16_t kRecursionAvailable = 0x0080;

std::uint16_t number_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                    static_cast<unsigned char>(bytes[at + 1]));
}

void append_number(std::string& bytes, std::uint32_t number) {
  bytes += static_cast<char>(number >> 8 & 0xff);
  bytes += static_cast<char>(number & 0xff);
}

Error malformed(const char* what) {
  return Error(Reason::kMalformed, what);
}

// Leaves `at` behind the name. A question needs no compression, so that a pointer is an error.
Result<std::string> read_name(std::string_view bytes, std::size_t& at) {
  std::string name;
  for (;;) {
    if (at >= bytes.size()) return malformed("the name does not end");
    const std::size_t length = static_cast<unsigned char>(bytes[at++]);
    if (length == 0) return name;
    if (length > kLongestLabel || at + length > bytes.size()) return malformed("a label is too long");
    if (!name.empty()) name += '.';
    name += base::ascii_lower(bytes.substr(at, length));
    at += length;
    if (name.size() > kLongestName) return malformed("the name is too long");
  }
}

// Empty where it is no name.
std::string encode_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  std::string bytes;
  if (name.size() > kLongestName) return bytes;
  for (const std::string_view label : base::split(name, '.')) {
    if (label.empty() || label.size() > kLongestLabel) return {};
    bytes += static_cast<char>(label.size());
    bytes += label;
  }
  bytes += '\0';
  return bytes;
}

std::string encode_data(const DnsRecord& record) {
  if (record.type == DnsType::kCname) return encode_name(record.data);
  std::array<char, 4> address{};
  if (::inet_pton(AF_INET, record.data.c_str(), address.data()) != 1) return {};
  return std::string(address.data(), address.size());
}

}  // namespace

Result<DnsQuery> parse_dns_query(std::string_view bytes) {
  if (bytes.size() < kHeader) return malformed("shorter than a header");
  DnsQuery query;
  query.id = number_at(bytes, 0);
  const std::uint16_t flags = number_at(bytes, 2);
  if ((flags & kIsAnswer) != 0) return malformed("an answer, no question");
  query.opcode = flags >> 11 & 0xf;
  query.recursion_desired = (flags & kRecursionDesired) != 0;
  if (number_at(bytes, 4) != 1) return malformed("not exactly one question");
  std::size_t at = kHeader;
  auto name = read_name(bytes, at);
  if (!name) return name.error();
  if (at + 4 > bytes.size()) return malformed("the question has no type and class");
  if (number_at(bytes, at + 2) != kClassIn) return malformed("another class than IN");
  query.name = std::move(*name);
  query.type = static_cast<DnsType>(number_at(bytes, at));
  query.question = std::string(bytes.substr(kHeader, at + 4 - kHeader));
  return query;
}

std::string write_dns_answer(const DnsQuery& query, DnsCode code, const std::vector<DnsRecord>& records) {
  std::string body;
  std::uint32_t count = 0;
  for (const DnsRecord& record : records) {
    const std::string name = encode_name(record.name);
    const std::string data = encode_data(record);
    if (name.empty() || data.empty()) continue;
    body += name;
    append_number(body, static_cast<std::uint16_t>(record.type));
    append_number(body, kClassIn);
    append_number(body, 0);  // time to live, 32 bits
    append_number(body, 0);
    append_number(body, static_cast<std::uint32_t>(data.size()));
    body += data;
    ++count;
  }
  std::string answer;
  append_number(answer, query.id);
  append_number(answer, kIsAnswer | static_cast<std::uint32_t>(query.opcode) << 11 | kIsAuthoritative |
                            (query.recursion_desired ? kRecursionDesired : 0U) | kRecursionAvailable |
                            static_cast<std::uint32_t>(code));
  append_number(answer, query.question.empty() ? 0 : 1);
  append_number(answer, count);
  append_number(answer, 0);
  append_number(answer, 0);
  return answer + query.question + body;
}

}  // namespace gauntlet::launch
