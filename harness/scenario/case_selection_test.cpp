#include "harness/scenario/case_selection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Scenario named(std::string id, std::string row = {}) {
  Scenario scenario;
  scenario.id = std::move(id);
  scenario.row = std::move(row);
  return scenario;
}

std::vector<Scenario> three_cases() {
  std::vector<Scenario> cases = {named("host.precise-match"), named("path.doc-table", "exact"),
                                 named("path.doc-table", "slash")};
  cases[0].level = result::Level::kExtended;
  return cases;
}

std::vector<std::string> ids_of(const std::vector<Scenario>& scenarios) {
  std::vector<std::string> ids;
  for (const Scenario& scenario : scenarios) ids.push_back(scenario.full_id());
  return ids;
}

struct PatternCase {
  std::string_view pattern;
  bool matches;
};

class MatchesId : public ::testing::TestWithParam<PatternCase> {};

// Against path.doc-table[slash].
TEST_P(MatchesId, ByPattern) {
  EXPECT_EQ(matches_id(GetParam().pattern, named("path.doc-table", "slash")), GetParam().matches) << GetParam().pattern;
}

INSTANTIATE_TEST_SUITE_P(Patterns, MatchesId,
                         ::testing::Values(PatternCase{"path.doc-table[slash]", true},
                                           PatternCase{"path.doc-table", true}, PatternCase{"*", true},
                                           PatternCase{"path.*", true}, PatternCase{"*slash]", true},
                                           PatternCase{"p*th.*table*", true}, PatternCase{"path.doc-table[s*]", true},
                                           PatternCase{"**", true}, PatternCase{"path.doc-table[exact]", false},
                                           PatternCase{"path.doc", false}, PatternCase{"doc-table", false},
                                           PatternCase{"path.*x", false}, PatternCase{"", false}));

TEST(SelectCases, WithoutAFilterAllOfThemInTheirOrder) {
  const auto chosen = select_cases(three_cases(), CaseFilter());
  ASSERT_TRUE(chosen.ok());
  EXPECT_THAT(ids_of(*chosen), ElementsAre("host.precise-match", "path.doc-table[exact]", "path.doc-table[slash]"));
}

TEST(SelectCases, ByIdAndByLevel) {
  CaseFilter filter;
  filter.ids = {"path.doc-table"};
  EXPECT_THAT(ids_of(*select_cases(three_cases(), filter)),
              ElementsAre("path.doc-table[exact]", "path.doc-table[slash]"));
  filter.ids = {"*[exact]", "host.*"};
  EXPECT_THAT(ids_of(*select_cases(three_cases(), filter)), ElementsAre("host.precise-match", "path.doc-table[exact]"));
  filter.levels = {result::Level::kExtended};
  EXPECT_THAT(ids_of(*select_cases(three_cases(), filter)), ElementsAre("host.precise-match"));
  filter.ids.clear();
  filter.levels = {result::Level::kVendor};
  EXPECT_THAT(ids_of(*select_cases(three_cases(), filter)), IsEmpty());
}

TEST(SelectCases, AFilterThatNoCaseHasIsAnErrorWithTheNearestId) {
  CaseFilter filter;
  filter.ids = {"host.*", "host.precise-mtach"};
  const auto chosen = select_cases(three_cases(), filter);
  ASSERT_FALSE(chosen.ok());
  EXPECT_EQ(chosen.error().reason(), base::Reason::kNotFound);
  EXPECT_EQ(chosen.error().message(), "no case is called 'host.precise-mtach'; did you mean 'host.precise-match'?");
  filter.ids = {"tls.*"};
  EXPECT_EQ(select_cases(three_cases(), filter).error().message(), "no case matches 'tls.*'");
}

launch::ControllerProfile sample_profile() {
  launch::ControllerProfile profile;
  profile.file = "profiles/mine.yaml";
  profile.features_supported = {"path-exact", "tls"};
  profile.features_unsupported = {"status-address"};
  return profile;
}

TEST(RuleOn, AFeatureThatIsNotClaimedIsNotApplicable) {
  Scenario scenario = named("path.exact-match");
  scenario.features = {"path-exact"};
  EXPECT_EQ(rule_on(scenario, sample_profile()).status, result::Status::kPass);
  scenario.features = {"path-exact", "status-address"};
  const Ruling ruling = rule_on(scenario, sample_profile());
  EXPECT_EQ(ruling.status, result::Status::kNa);
  EXPECT_EQ(ruling.reason, "status-address not claimed (profiles/mine.yaml)");
  scenario.features = {"in-neither-list"};
  EXPECT_EQ(rule_on(scenario, sample_profile()).status, result::Status::kNa);
}

TEST(RuleOn, MoreInstancesThanCanBeStartedAreNotApplicable) {
  Scenario scenario = named("class.two-controllers-disjoint");
  scenario.instances = 2;
  const Ruling ruling = rule_on(scenario, sample_profile());
  EXPECT_EQ(ruling.status, result::Status::kNa);
  EXPECT_THAT(ruling.reason, HasSubstr("2 instances"));
}

TEST(RuleOn, SkippedAndKnownCases) {
  launch::ControllerProfile profile = sample_profile();
  profile.skip = {{"lb.*", "no permission", "", "2027-03-31"}};
  profile.known_failures = {{"tls.secret-rotated", "needs a restart", "https://issues.example/1", "2027-06-30"}};
  const Ruling skipped = rule_on(named("lb.even"), profile);
  EXPECT_EQ(skipped.status, result::Status::kSkip);
  EXPECT_EQ(skipped.reason, "no permission (until 2027-03-31)");
  const Ruling known = rule_on(named("tls.secret-rotated"), profile);
  EXPECT_EQ(known.status, result::Status::kPass);
  EXPECT_EQ(known.known_failure, &profile.known_failures[0]);
  EXPECT_EQ(known.reason, "needs a restart (https://issues.example/1) (until 2027-06-30)");
  EXPECT_EQ(rule_on(named("tls.terminate"), profile).known_failure, nullptr);
}

}  // namespace
}  // namespace gauntlet::scenario
