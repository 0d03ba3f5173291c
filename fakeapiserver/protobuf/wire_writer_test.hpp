// Tests only: protobuf messages put together by hand, record by record, in the words of the encoding's specification
// (protobuf.dev/programming-guides/encoding).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gauntlet::fakeapiserver::protobuf {

// "0a 03" -> two bytes.
inline std::string bytes(std::string_view hex) {
  std::string out;
  std::string digits;
  for (const char c : hex) {
    if (c != ' ') digits += c;
    if (digits.size() < 2) continue;
    out += static_cast<char>(std::stoi(digits, nullptr, 16));
    digits.clear();
  }
  return out;
}

inline std::string base128(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7F) | 0x80);
  return out + static_cast<char>(value);
}

inline std::string varint(std::uint32_t number, std::int64_t value) {
  return base128(number << 3) + base128(static_cast<std::uint64_t>(value));
}

inline std::string len(std::uint32_t number, std::string_view payload) {
  return base128(number << 3 | 2) + base128(payload.size()) + std::string(payload);
}

// An entry of a map by string.
inline std::string entry(std::uint32_t number, std::string_view key, std::string_view value) {
  return len(number, len(1, key) + len(2, value));
}

inline std::string enveloped(std::string_view api_version, std::string_view kind, std::string_view message) {
  return std::string("k8s\0", 4) + len(1, len(1, api_version) + len(2, kind)) + len(2, message) + len(3, "") +
         len(4, "");
}

}  // namespace gauntlet::fakeapiserver::protobuf
