#include "harness/cluster/json_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gauntlet::cluster {
namespace {

std::string string_of(std::string_view text) {
  JsonText json;
  json.begin(JsonText::most_of(text.size()));
  json.add_string(text);
  return std::string(json.view());
}

TEST(JsonText, EscapesWhatRfc8259Demands) {
  EXPECT_EQ(string_of(""), R"("")");
  EXPECT_EQ(string_of(std::string_view("a\"b\\c\0d\x1f\x7f", 9)), R"("a\"b\\c\u0000d\u001f\u007f")");
}

TEST(JsonText, WritesBytesAbove127AsLatin1) {
  EXPECT_EQ(string_of("\x80\xe9\xff"), R"("\u0080\u00e9\u00ff")");
}

TEST(JsonText, EscapesWhereverACharacterStands) {
  for (int c = 0; c < 256; ++c) {
    const bool is_plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
    for (std::size_t size = 1; size < 19; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, 'x');
        text[at] = static_cast<char>(c);
        const std::string written = string_of(text);
        EXPECT_EQ(written == "\"" + text + "\"", is_plain) << c << " at " << at;
        EXPECT_EQ(written.substr(0, at + 1), "\"" + std::string(at, 'x'));
        EXPECT_EQ(written.substr(written.size() - (size - at)), std::string(size - at - 1, 'x') + "\"");
      }
    }
  }
}

TEST(JsonText, IsUsedAgain) {
  JsonText json;
  json.begin(64);
  json.add("{\"a\":");
  json.add_number(18446744073709551615u);
  json.add("}");
  EXPECT_EQ(json.view(), "{\"a\":18446744073709551615}");
  json.begin(100);
  EXPECT_EQ(json.view(), "");
  json.add("[]");
  EXPECT_EQ(json.view(), "[]");
}

}  // namespace
}  // namespace gauntlet::cluster
