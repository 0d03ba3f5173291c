#include "foundation/net/read_buffer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gauntlet::net {
namespace {

void put(ReadBuffer& buffer, std::string_view bytes) {
  const auto room = buffer.room();
  ASSERT_GE(room.size(), bytes.size());
  bytes.copy(room.data(), bytes.size());
  buffer.commit(bytes.size());
}

TEST(ReadBuffer, ShowsWhatCameInAndForgetsWhatWasUsed) {
  ReadBuffer buffer(8, 32);
  EXPECT_TRUE(buffer.empty());
  put(buffer, "abcdef");
  EXPECT_EQ(buffer.view(), "abcdef");
  buffer.consume(4);
  EXPECT_EQ(buffer.view(), "ef");
  buffer.consume(2);
  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(buffer.room().size(), 8u);
}

TEST(ReadBuffer, MovesItsBytesToTheFrontBeforeItGrows) {
  ReadBuffer buffer(8, 32);
  put(buffer, "abcdefgh");
  buffer.consume(6);
  put(buffer, "ijklmn");
  EXPECT_EQ(buffer.view(), "ghijklmn");
}

TEST(ReadBuffer, GrowsUpToItsGreatestSize) {
  ReadBuffer buffer(8, 20);
  put(buffer, "abcdefgh");
  EXPECT_EQ(buffer.room().size(), 8u);
  put(buffer, "ijklmnop");
  EXPECT_EQ(buffer.room().size(), 4u);
  put(buffer, "qrst");
  EXPECT_EQ(buffer.view(), "abcdefghijklmnopqrst");
  EXPECT_EQ(buffer.room().size(), 0u);
}

}  // namespace
}  // namespace gauntlet::net
