#include "harness/launch/profile_sample.hpp"

namespace gauntlet::launch {
namespace {

using Texts = std::vector<std::string>;

class ProfileModesTest : public ProfileTest {
 protected:
  std::string with_modes(const std::string& modes) { return std::string(kSmallest) + "modes:\n" + modes; }
};

TEST_F(ProfileModesTest, AppendsWithAPlus) {
  const std::string text = with_modes("  compat: {start: {command+: [--compat, --twice]}}\n");
  EXPECT_EQ(must_read(text).command, (Texts{"edge", "--http=${listen.http}"}));
  const ControllerProfile compat = must_read(text, "compat");
  EXPECT_EQ(compat.command, (Texts{"edge", "--http=${listen.http}", "--compat", "--twice"}));
  EXPECT_EQ(compat.mode, "compat");
}

TEST_F(ProfileModesTest, ReplacesAListWithoutAPlusAndMergesMaps) {
  const std::string text = with_modes("  other: {start: {command: [other, '${listen.http}']}, class: {name: two}}\n");
  const ControllerProfile other = must_read(text, "other");
  EXPECT_EQ(other.command, (Texts{"other", "${listen.http}"}));
  EXPECT_EQ(other.class_name, "two");
  EXPECT_EQ(other.class_controller, "acme.test/edge");
}

TEST_F(ProfileModesTest, AppendsToWhatIsNotThere) {
  const std::string text = with_modes("  known: {known-failures+: [{case: a.b, reason: r, until: 2027-01-01}]}\n");
  EXPECT_TRUE(must_read(text).known_failures.empty());
  EXPECT_EQ(must_read(text, "known").known_failures.size(), 1U);
}

TEST_F(ProfileModesTest, MovesAClaimedFeatureBetweenTheLists) {
  const std::string text = with_modes(
      "  more: {features: {supported+: [status]}}\n"
      "  less: {features: {unsupported+: [tls: 'not here']}}\n");
  EXPECT_EQ(must_read(text, "more").features_supported, (Texts{"tls", "status"}));
  EXPECT_EQ(must_read(text, "more").features_unsupported, Texts{});
  EXPECT_EQ(must_read(text, "less").features_supported, Texts{});
  EXPECT_EQ(must_read(text, "less").features_unsupported, (Texts{"status", "tls"}));
}

TEST_F(ProfileModesTest, KnowsTheDefaultByName) {
  EXPECT_EQ(must_read(kSmallest, "default").mode, "default");
}

TEST_F(ProfileModesTest, KnowsNoOtherNames) {
  EXPECT_EQ(problems(with_modes("  compat: {}\n"), "compact"),
            Texts{"7:1: there is no mode 'compact' (did you mean 'compat'?)"});
  EXPECT_EQ(problems(with_modes("  compat: {}\n  tuned: {}\n"), "x"),
            Texts{"7:1: there is no mode 'x' (it has: compat, tuned)"});
  EXPECT_EQ(problems(kSmallest, "x"), Texts{"1:1: there is no mode 'x' (it has none)"});
}

TEST_F(ProfileModesTest, FindsTheProblemsOfModesThatNobodyAskedFor) {
  EXPECT_EQ(problems(with_modes("  compat: {start: {comand+: [--x]}}\n")),
            Texts{"8:20: unknown key 'comand' in 'start' (did you mean 'command'?)"});
}

TEST_F(ProfileModesTest, AppendsListsToListsOnly) {
  EXPECT_EQ(problems(with_modes("  a: {class: {name+: [x]}}\n"
                                "  b: {start: {command+: --x}}\n")),
            (Texts{"8:15: 'name+' appends a list to a list ('name' is none; leave out the '+' to replace it)",
                   "9:25: 'command+' appends a list to a list"}));
}

TEST_F(ProfileModesTest, HoldsNoModesItself) {
  EXPECT_EQ(problems(with_modes("  a: {modes: {b: {}}}\n")), Texts{"8:7: a mode cannot set 'modes'"});
}

TEST_F(ProfileModesTest, IsAMap) {
  EXPECT_EQ(problems(std::string(kSmallest) + "modes: [a]\n"), Texts{"7:8: 'modes' has to be a map"});
  EXPECT_EQ(problems(with_modes("  a: [b]\n")), Texts{"8:6: a mode has to be a map of what differs"});
}

}  // namespace
}  // namespace gauntlet::launch
