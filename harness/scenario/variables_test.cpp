#include "harness/scenario/variables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Variables make_variables() {
  Variables variables;
  variables.set("class", {"gauntlet", Variable::Form::kText, std::nullopt});
  variables.set("class.1", {"gauntlet-1", Variable::Form::kText, std::nullopt});
  variables.set("ask", {"/foo/", Variable::Form::kPlain, Position{"a.yaml", 3, 7}});
  variables.set("empty", {"", Variable::Form::kText, std::nullopt});
  return variables;
}

TEST(Variables, ReplacesNamesAndDollars) {
  const Variables variables = make_variables();
  EXPECT_EQ(expand("no variable", variables).text, "no variable");
  EXPECT_EQ(expand("${class}", variables).text, "gauntlet");
  EXPECT_EQ(expand("a ${class}/${class.1} b", variables).text, "a gauntlet/gauntlet-1 b");
  EXPECT_EQ(expand("$$${class}$$", variables).text, "$gauntlet$");
  EXPECT_EQ(expand("$${class}", variables).text, "${class}");
  EXPECT_EQ(expand("^x(:80)?$", variables).text, "^x(:80)?$");  // a lone dollar is itself
  EXPECT_EQ(expand("[${empty}]", variables).text, "[]");
  EXPECT_THAT(expand("${class}", variables).problems, IsEmpty());
}

TEST(Variables, NamesWhatItDoesNotKnow) {
  const Expansion expansion = expand("x ${clas} ${a b} ${class", make_variables());
  ASSERT_THAT(expansion.problems, SizeIs(3));
  EXPECT_EQ(expansion.problems[0].message, "no variable is called 'clas'");
  EXPECT_EQ(expansion.problems[0].hint, "did you mean 'class'?");
  EXPECT_EQ(expansion.problems[0].range, (TextRange{2, 7}));
  EXPECT_EQ(expansion.problems[1].message, "'a b' is not the name of a variable");
  EXPECT_EQ(expansion.problems[2].message, "'${' without '}'");
  EXPECT_EQ(expansion.problems[2].range, (TextRange{17, 7}));
  EXPECT_EQ(expansion.text, "x ${clas} ${a b} ${class");
}

TEST(Variables, KnowsWhereAPartWasWritten) {
  //                         0123456789
  const std::string raw = "GET ${class}${ask} $$x";
  const Expansion expansion = expand(raw, make_variables());
  ASSERT_EQ(expansion.text, "GET gauntlet/foo/ $x");
  const auto written = [&](std::string_view part) {
    const TextRange range = expansion.raw_range({expansion.text.find(part), part.size()});
    return raw.substr(range.offset, range.length);
  };
  EXPECT_EQ(written("GET"), "GET");
  EXPECT_EQ(written("gauntlet"), "${class}");
  EXPECT_EQ(written("aunt"), "${class}");
  EXPECT_EQ(written("let/foo"), "${class}${ask}");
  EXPECT_EQ(written("/foo/"), "${ask}");
  EXPECT_EQ(written("x"), "x");
  EXPECT_EQ(written(" $x"), " $$x");
}

TEST(Variables, KnowsWhichVariableAPartCameFrom) {
  const Expansion expansion = expand("GET ${ask}", make_variables());
  EXPECT_EQ(expansion.variable_in({0, 3}), nullptr);
  ASSERT_NE(expansion.variable_in({5, 2}), nullptr);
  EXPECT_EQ(expansion.variable_in({5, 2})->variable, "ask");
}

TEST(Variables, DoesNotGrowWithoutEnd) {
  Variables variables;
  variables.set("big", {std::string(kLongestExpansion / 2, 'x'), Variable::Form::kText, std::nullopt});
  const Expansion expansion = expand("${big}${big}${big}${big}", variables);
  ASSERT_THAT(expansion.problems, SizeIs(1));
  EXPECT_LE(expansion.text.size(), kLongestExpansion);
}

}  // namespace
}  // namespace gauntlet::scenario
