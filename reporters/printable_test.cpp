#include "reporters/printable.hpp"

#include <gtest/gtest.h>

namespace gauntlet::reporters {
namespace {

TEST(Printable, KeepsPlainTextAndUtf8) {
  EXPECT_EQ(printable("a\tb\n\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"), "a\tb\n\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
}

TEST(Printable, RemovesAnsiSequences) {
  EXPECT_EQ(printable("\x1b[31mred\x1b[0m"), "red");
  EXPECT_EQ(printable("\x1b]0;title\x07text"), "text");
}

TEST(Printable, MakesControlCharactersVisible) {
  EXPECT_EQ(printable(std::string_view("a\0b\x1b\x7f\r", 6)), "a\\x00b\\x1b\\x7f\\x0d");
  EXPECT_EQ(printable("\xc2\x9b"), "\\x9b");  // C1 CSI
}

// RFC 3629 section 4: overlong forms, surrogates and code points above U+10FFFF are not UTF-8.
TEST(Printable, MakesInvalidUtf8Visible) {
  EXPECT_EQ(printable("\xff"), "\\xff");
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(printable("\xe2\x82"), "\\xe2\\x82");
  EXPECT_EQ(printable("\xef\xbf\xbf"), "\\u{ffff}");
}

TEST(Capped, KeepsHeadAndTailAndNamesTheLoss) {
  EXPECT_EQ(capped("short", 10), "short");
  EXPECT_EQ(capped("aaaaabbbbbbbbbbccccc", 10), "aaaaa\n[... 10 bytes left out ...]\nccccc");
}

TEST(OneLine, FoldsAndCutsBetweenCharacters) {
  EXPECT_EQ(one_line("a\nb", 10), "a b");
  EXPECT_EQ(one_line("abcdefghij", 8), "abcde...");
  EXPECT_EQ(one_line("abcd\xe2\x82\xac xyz", 8), "abcd...");
}

TEST(Tail, BeginsWithAWholeCharacter) {
  EXPECT_EQ(tail("abc", 5), "abc");
  EXPECT_EQ(tail("abcdef", 2), "ef");
  EXPECT_EQ(tail("a\xe2\x82\xac"
                 "b",
                 3),
            "b");
}

// GitHub's runner trims blanks before it looks for "::" and "##["; Azure's agent finds "##vso[" anywhere.
TEST(WithoutCommands, NoLineSpeaksToACi) {
  EXPECT_EQ(without_commands("::error::x\n  ##[group]y\n\t::z"), "| ::error::x\n  | ##[group]y\n\t| ::z");
  EXPECT_EQ(without_commands("said ##vso[task.complete]"), "said # #vso[task.complete]");
  EXPECT_EQ(without_commands("##teamcity[x]"), "| ##teamcity[x]");
  EXPECT_EQ(without_commands("a::b ## c"), "a::b ## c");
}

}  // namespace
}  // namespace gauntlet::reporters
