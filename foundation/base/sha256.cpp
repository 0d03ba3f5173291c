#include "foundation/base/sha256.hpp"

#include <openssl/sha.h>

namespace gauntlet::base {

std::array<char, 64> sha256_digits(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  std::array<char, 64> digits;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digits[2 * i] = kDigits[digest[i] >> 4];
    digits[2 * i + 1] = kDigits[digest[i] & 15];
  }
  return digits;
}

std::string sha256_hex(std::string_view bytes) {
  const auto digits = sha256_digits(bytes);
  return std::string(digits.data(), digits.size());
}

}  // namespace gauntlet::base
