#include "foundation/base/sha256.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

namespace gauntlet::base {
namespace {

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

std::array<char, 64> digits_of(const Digest& digest) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<char, 64> digits;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digits[2 * i] = kDigits[digest[i] >> 4];
    digits[2 * i + 1] = kDigits[digest[i] & 15];
  }
  return digits;
}

}  // namespace

std::array<char, 64> sha256_digits(std::string_view bytes) {
  Digest digest;
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return digits_of(digest);
}

std::string sha256_hex(std::string_view bytes) {
  const auto digits = sha256_digits(bytes);
  return std::string(digits.data(), digits.size());
}

struct Sha256::State {
  // Fails only where memory is short.
  State() : context(EVP_MD_CTX_new()) { EVP_DigestInit_ex(context, EVP_sha256(), nullptr); }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  EVP_MD_CTX* context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

std::array<char, 64> Sha256::digits() {
  Digest digest;
  EVP_DigestFinal_ex(state_->context, digest.data(), nullptr);
  return digits_of(digest);
}

}  // namespace gauntlet::base
