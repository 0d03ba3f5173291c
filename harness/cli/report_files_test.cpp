#include "harness/cli/report_files.hpp"

#include "harness/cli/temporary_folder.hpp"
#include "harness/result/run_result_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::cli {
namespace {

using ::testing::HasSubstr;

TEST(PlanReports, AKindWithoutAPathStandsInTheFolder) {
  const auto files = plan_reports({{"json", ""}, {"junit", "x/y.xml"}, {"json", ""}, {"json", "other.json"}}, "out");
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files[0].path, "out/run.json");
  EXPECT_EQ(files[1].path, "x/y.xml");
  EXPECT_EQ(files[2].path, "other.json");
}

TEST(WriteReports, MakesFoldersAndLeavesNothingElse) {
  const TemporaryFolder folder;
  result::RunResult run;
  run.id = "7";
  ASSERT_TRUE(write_reports(run, plan_reports({{"json", ""}, {"junit", ""}}, folder.path("a/b"))));
  const auto read = result::parse_run_result(TemporaryFolder::read(folder.path("a/b/run.json")));
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(read->id, "7");
  EXPECT_THAT(TemporaryFolder::read(folder.path("a/b/junit.xml")), HasSubstr("<testsuites"));
  const std::filesystem::directory_iterator entries(folder.path("a/b"));
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 2);
}

TEST(WriteReports, AFileThatCannotBeWrittenIsNamedAndTheOthersAreWritten) {
  const TemporaryFolder folder;
  folder.write("file", "in the way");
  const auto written =
      write_reports(result::RunResult(), {{"json", folder.path("file/run.json")}, {"junit", folder.path("junit.xml")}});
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message(), HasSubstr(folder.path("file/run.json")));
  EXPECT_THAT(TemporaryFolder::read(folder.path("junit.xml")), HasSubstr("<testsuites"));
}

TEST(WriteFile, OnlyItsOwnerReadsAKubeconfig) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file(folder.path("kubeconfig"), "secret", FileReaders::kOwner));
  const auto permissions = std::filesystem::status(folder.path("kubeconfig")).permissions();
  EXPECT_EQ(permissions, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace
}  // namespace gauntlet::cli
