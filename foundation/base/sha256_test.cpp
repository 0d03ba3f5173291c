#include "foundation/base/sha256.hpp"

#include <gtest/gtest.h>

namespace gauntlet::base {
namespace {

// FIPS 180-4's examples, as NIST publishes them.
TEST(Sha256, KnownAnswers) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, PiecesGiveWhatTheWholeGives) {
  Sha256 digest;
  digest.add("abcdbcdecdefdefg");
  digest.add("");
  digest.add("efghfghighijhijkijkljklmklmnlmnomnopnopq");
  const auto digits = digest.digits();
  EXPECT_EQ(std::string(digits.data(), digits.size()),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

}  // namespace
}  // namespace gauntlet::base
