#include "harness/selftest/mutant_table.hpp"

#include "harness/selftest/likely_cases.hpp"
#include "harness/selftest/mutant_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace gauntlet::selftest {
namespace {

using ::testing::ElementsAre;

TEST(MutantTable, NamesKillersAndSurvivors) {
  const std::vector<MutantVerdict> verdicts = {
      {"killed", "x", {"path.a", "path.b", "path.c", "path.d"}, {}},
      {"alive", "Prefix /foo matches /foobar", {}, {}},
      {"broken", "x", {}, {"path.a"}},
  };
  EXPECT_EQ(format_table(verdicts),
            "MUTANT  KILLED BY\n"
            "killed  path.a, path.b, path.c and 1 more\n"
            "alive   SURVIVES: Prefix /foo matches /foobar\n"
            "broken  BROKEN: path.a\n"
            "3 mutants, 1 killed, 2 wrong\n");
  EXPECT_TRUE(is_killed(verdicts[0]));
  EXPECT_FALSE(is_killed(verdicts[1]));
  EXPECT_FALSE(is_killed(verdicts[2]));
}

TEST(MutantTable, CasesThatCatchNothing) {
  EXPECT_THAT(idle_cases({{"m", "", {"path.a"}, {}}}, {"path.a", "path.b"}), ElementsAre("path.b"));
}

TEST(LikelyCases, SpeakOfMutantsThatExist) {
  std::set<std::string> names;
  for (const MutantName& mutant : list_mutants()) names.insert(mutant.name);
  for (const LikelyCases& row : all_likely_cases()) EXPECT_EQ(names.count(std::string(row.mutant)), 1U) << row.mutant;
}

}  // namespace
}  // namespace gauntlet::selftest
