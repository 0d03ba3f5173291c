#include "foundation/kube/base64.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace gauntlet::kube {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoDigit = 255;

constexpr std::array<std::uint8_t, 256> make_digits() {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return digits;
}

constexpr auto kDigits = make_digits();

base::Error broken(std::string_view why) {
  return {base::Reason::kInvalid, "not base64: " + std::string(why)};
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) text += k <= count ? kAlphabet[group >> (18 - 6 * k) & 63U] : '=';
  }
  return text;
}

base::Result<std::string> base64_decode(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  int digits = 0;
  int padding = 0;
  for (const char c : text) {
    if (c == '\r' || c == '\n') continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const std::uint8_t digit = kDigits[static_cast<unsigned char>(c)];
    if (digit == kNoDigit) return broken("a character that is none of its alphabet");
    if (padding > 0) return broken("something follows the padding");
    group = group << 6 | digit;
    if (++digits < 4) continue;
    for (const int shift : {16, 8, 0}) bytes += static_cast<char>(group >> shift & 255U);
    group = 0;
    digits = 0;
  }
  if (digits == 1 || (digits + padding) % 4 != 0 || padding > 2) return broken("its length is wrong");
  group <<= 6 * (4 - digits);
  if (digits >= 2) bytes += static_cast<char>(group >> 16 & 255U);
  if (digits == 3) bytes += static_cast<char>(group >> 8 & 255U);
  return bytes;
}

}  // namespace gauntlet::kube
