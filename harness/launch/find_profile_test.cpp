#include "harness/launch/profile_sample.hpp"

namespace gauntlet::launch {
namespace {

class FindProfileTest : public ::testing::Test {
 protected:
  TemporaryFolder own_;
  TemporaryFolder shipped_;
  std::vector<std::string> folders_{own_.path(), shipped_.path()};
};

TEST_F(FindProfileTest, TakesTheFirstFolderThatHasIt) {
  shipped_.write("edge.yaml", "");
  EXPECT_EQ(*find_profile("edge", folders_), shipped_.path() + "/edge.yaml");
  own_.write("edge.yaml", "");
  EXPECT_EQ(*find_profile("edge", folders_), own_.path() + "/edge.yaml");
}

TEST_F(FindProfileTest, LeavesAPathAlone) {
  const std::string file = own_.write("other/mine.yaml", "");
  EXPECT_EQ(*find_profile(file, {}), file);
}

TEST_F(FindProfileTest, SaysThatAPathDoesNotExist) {
  const auto found = find_profile(own_.path() + "/absent.yaml", folders_);
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().reason(), base::Reason::kNotFound);
  EXPECT_EQ(found.error().message(), "there is no profile " + own_.path() + "/absent.yaml");
}

TEST_F(FindProfileTest, ListsWhatThereIs) {
  own_.write("traefik.yaml", "");
  shipped_.write("caddy.yaml", "");
  shipped_.write("README.md", "");
  const auto found = find_profile("trafik", folders_);
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().reason(), base::Reason::kNotFound);
  EXPECT_EQ(found.error().message(), "there is no profile 'trafik' in " + own_.path() + ", " + shipped_.path() +
                                         "; did you mean 'traefik'?; there are: caddy, traefik");
}

TEST_F(FindProfileTest, SaysThatThereAreNone) {
  const auto found = find_profile("edge", {own_.path() + "/absent"});
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().message(), "there is no profile 'edge' in " + own_.path() + "/absent; there are none");
}

}  // namespace
}  // namespace gauntlet::launch
