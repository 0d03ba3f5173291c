#include "harness/scenario/value_matcher.hpp"

#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

using Kind = ValueMatcher::Kind;

TEST(ValueMatcher, ReadsMatchers) {
  struct Row {
    const char* text;
    Kind kind;
    const char* argument;
  };
  const Row rows[] = {{"hello", Kind::kExact, "hello"},
                      {"", Kind::kExact, ""},
                      {"a <any>", Kind::kExact, "a <any>"},
                      {"<any>", Kind::kAny, ""},
                      {"<absent>", Kind::kAbsent, ""},
                      {"<changed>", Kind::kChanged, ""},
                      {"<re ^a b$>", Kind::kPattern, "^a b$"},
                      {"<lit <any>>", Kind::kExact, "<any>"},
                      {"<lit >", Kind::kExact, ""}};
  for (const Row& row : rows) {
    const auto matcher = read_matcher(row.text);
    ASSERT_TRUE(matcher.ok()) << row.text;
    EXPECT_EQ(matcher->kind, row.kind) << row.text;
    EXPECT_EQ(matcher->text, row.argument) << row.text;
  }
}

TEST(ValueMatcher, RefusesWhatIsNone) {
  for (const char* text : {"<", "<>", "<x", "<nay>", "<any x>", "<re>", "<lit>", "<re (>", "<re [z-a]>"}) {
    EXPECT_FALSE(read_matcher(text).ok()) << text;
  }
  EXPECT_EQ(read_matcher("<abesnt>").error().peer_words(), "did you mean 'absent'?");
  EXPECT_FALSE(read_matcher("<re " + std::string(100'000, '(') + ">").ok());
}

}  // namespace
}  // namespace gauntlet::scenario
