// SHA-256 (FIPS 180-4): digests by which files, bodies and certificates are compared.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace gauntlet::base {

// Lower-case hex, 64 characters. The array form allocates nothing.
std::array<char, 64> sha256_digits(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);

// The same for bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  // Of all bytes so far; nothing may be added afterwards.
  std::array<char, 64> digits();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::base
