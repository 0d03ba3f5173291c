#include "harness/cluster/generated_name.hpp"

namespace gauntlet::cluster {
namespace {

constexpr std::string_view kAlphabet = "bcdfghjklmnpqrstvwxz2456789";
constexpr std::uint32_t kAlphabetSize = kAlphabet.size();
constexpr int kSuffixLength = 5;

}  // namespace

std::uint32_t hash_of(std::string_view text) {
  std::uint32_t hash = 2166136261u;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 16777619u;
  }
  return hash;
}

std::string make_generated_name(std::string prefix, std::string_view seed) {
  std::uint32_t number = hash_of(seed);
  number ^= number >> 16;  // the low bits of FNV-1a alone are weak for short texts
  for (int i = 0; i < kSuffixLength; ++i) {
    prefix += kAlphabet[number % kAlphabetSize];
    number /= kAlphabetSize;
  }
  return prefix;
}

std::string safe_encode(std::uint32_t number) {
  std::string encoded = std::to_string(number);
  for (char& c : encoded) c = kAlphabet[static_cast<unsigned char>(c) % kAlphabet.size()];
  return encoded;
}

}  // namespace gauntlet::cluster
