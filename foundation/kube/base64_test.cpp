#include "foundation/kube/base64.hpp"

#include <gtest/gtest.h>

namespace gauntlet::kube {
namespace {

struct Row {
  const char* plain;
  const char* text;
};
// RFC 4648 section 10.
constexpr Row kRows[] = {{"", ""},
                         {"f", "Zg=="},
                         {"fo", "Zm8="},
                         {"foo", "Zm9v"},
                         {"foob", "Zm9vYg=="},
                         {"fooba", "Zm9vYmE="},
                         {"foobar", "Zm9vYmFy"}};

TEST(Base64, HasTheVectorsOfTheRfc) {
  for (const Row& row : kRows) {
    EXPECT_EQ(base64_encode(row.plain), row.text);
    const auto decoded = base64_decode(row.text);
    ASSERT_TRUE(decoded.ok()) << row.text;
    EXPECT_EQ(*decoded, row.plain);
  }
}

TEST(Base64, KeepsEveryByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  EXPECT_EQ(*base64_decode(base64_encode(bytes)), bytes);
  EXPECT_EQ(base64_encode("\xfb\xff"), "+/8=");
}

TEST(Base64, SkipsLineEnds) {
  EXPECT_EQ(*base64_decode("Zm9v\r\nYmFy\n"), "foobar");
}

TEST(Base64, RefusesTheRest) {
  for (const char* text :
       {"Z", "Zg", "Zg=", "Zm8", "Zm9vYg", "=", "====", "Zg===", "Zm9v=", "Zg==Zg==", "Z g=", "Zm-_", "Zg=a"}) {
    const auto decoded = base64_decode(text);
    ASSERT_FALSE(decoded.ok()) << text;
    EXPECT_EQ(decoded.error().reason(), base::Reason::kInvalid);
  }
}

}  // namespace
}  // namespace gauntlet::kube
