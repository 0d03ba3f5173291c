// SHA-256 (FIPS 180-4): digests by which files, bodies and certificates are compared.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace gauntlet::base {

// Lower-case hex, 64 characters. The array form allocates nothing.
std::array<char, 64> sha256_digits(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);

}  // namespace gauntlet::base
