// lint, list, report, schema and version as a user meets them, but for the process around them.
#include "harness/cli/lint_command.hpp"
#include "harness/cli/list_command.hpp"
#include "harness/cli/report_command.hpp"
#include "harness/cli/report_files.hpp"
#include "harness/cli/schema_command.hpp"
#include "harness/cli/temporary_folder.hpp"
#include "harness/cli/version_command.hpp"
#include "harness/result/run_result_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace gauntlet::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

class ReadOnlyCommands : public ::testing::Test {
 protected:
  Console console() { return Console{out_, err_}; }

  std::ostringstream out_;
  std::ostringstream err_;
  TemporaryFolder folder_;
};

TEST_F(ReadOnlyCommands, LintOfTheShippedCasesHasNothingToSay) {
  LintOptions options;
  options.paths = {GAUNTLET_CASES};  // not the profiles: known failures end with time, and a build stays as it was
  EXPECT_EQ(lint(options, console()), ExitCode::kOk) << out_.str();
  EXPECT_THAT(out_.str(), HasSubstr("no problems\n"));
}

TEST_F(ReadOnlyCommands, LintShowsPlaceAndHint) {
  LintOptions options;
  options.paths = {folder_.write("x.yaml", "gauntlet: v1\nid: path.x\ntitel: A title.\n")};
  EXPECT_EQ(lint(options, console()), ExitCode::kUsage);
  EXPECT_THAT(out_.str(), HasSubstr("x.yaml:3:1: error: "));
  EXPECT_THAT(out_.str(), HasSubstr("did you mean 'title'?"));
}

TEST_F(ReadOnlyCommands, LintTellsProfilesFromCases) {
  LintOptions options;
  options.paths = {folder_.write("p.yaml", "# mine\ngauntlet-profile: v1\nimplementaton: {}\n")};
  EXPECT_EQ(lint(options, console()), ExitCode::kUsage);
  EXPECT_THAT(out_.str(), HasSubstr("p.yaml:3:1: error: "));
  EXPECT_THAT(out_.str(), HasSubstr("'implementation'"));
  EXPECT_THAT(out_.str(), HasSubstr("1 profile, "));
}

TEST_F(ReadOnlyCommands, ListShowsIdLevelFeaturesAndPlace) {
  ListOptions options;
  options.cases.filter.ids = {"path.exact-match"};
  EXPECT_EQ(list(options, console()), ExitCode::kOk) << err_.str();
  EXPECT_THAT(out_.str(), StartsWith("ID "));
  EXPECT_THAT(out_.str(), HasSubstr("path.exact-match  core      host-precise path-exact  "));
  EXPECT_THAT(out_.str(), HasSubstr("cases/path/exact-match.yaml:"));
  EXPECT_THAT(out_.str(), MatchesRegex("(.|\n)*\n1 of [0-9]+ cases\n"));
}

TEST_F(ReadOnlyCommands, ListAsJsonIsOneArray) {
  ListOptions options;
  options.format = ListOptions::Format::kJson;
  options.cases.filter.ids = {"path.doc-table"};
  EXPECT_EQ(list(options, console()), ExitCode::kOk);
  const auto json = nlohmann::json::parse(out_.str(), nullptr, false);
  ASSERT_TRUE(json.is_array());
  EXPECT_GT(json.size(), 1U);  // its rows
  EXPECT_EQ(json[0]["id"], "path.doc-table");
}

TEST_F(ReadOnlyCommands, AMisspeltFilterIsNotAnEmptyList) {
  ListOptions options;
  options.cases.filter.ids = {"path.exact-mach"};
  EXPECT_EQ(list(options, console()), ExitCode::kEmpty);
  EXPECT_THAT(err_.str(), HasSubstr("path.exact-match"));
  EXPECT_EQ(out_.str(), "");
}

TEST_F(ReadOnlyCommands, SchemasAreJson) {
  for (const std::string_view name : schema_names()) {
    out_.str("");
    SchemaOptions options;
    options.name = name;
    EXPECT_EQ(print_schema(options, console()), ExitCode::kOk);
    EXPECT_TRUE(nlohmann::json::accept(out_.str())) << name;
  }
}

TEST_F(ReadOnlyCommands, VersionNamesTheCases) {
  EXPECT_EQ(print_version(VersionOptions(), console()), ExitCode::kOk);
  EXPECT_THAT(out_.str(), StartsWith("gauntlet 0."));
  EXPECT_THAT(out_.str(), HasSubstr("\ncases: "));
}

TEST_F(ReadOnlyCommands, ReportsAreMadeFromAResultFile) {
  result::RunResult run;
  run.cases.resize(1);
  run.cases[0].id = "path.a";
  run.cases[0].controller = "reference";
  run.cases[0].status = result::Status::kPass;
  ReportOptions options;
  options.results = {folder_.write("run.json", result::to_json_text(run))};
  EXPECT_EQ(make_reports(options, console()), ExitCode::kOk) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("\n1 passed, 0 failed, 0 skipped\n"));
  options.reports = {{"junit", folder_.path("j.xml")}};
  EXPECT_EQ(make_reports(options, console()), ExitCode::kOk);
  EXPECT_THAT(TemporaryFolder::read(folder_.path("j.xml")), HasSubstr("name=\"reference.path\""));
}

TEST_F(ReadOnlyCommands, TheMatrixIsMadeFromSeveralResultFiles) {
  result::RunResult run;
  run.cases.resize(1);
  run.cases[0].id = "path.a";
  run.cases[0].controller = "one";
  run.cases[0].status = result::Status::kPass;
  run.controllers.resize(1);
  run.controllers[0].key = run.controllers[0].project = "one";
  run.controllers[0].version = "1";
  ReportOptions options;
  options.results = {folder_.write("a.json", result::to_json_text(run))};
  run.controllers[0].project = "two";
  options.results.push_back(folder_.write("b.json", result::to_json_text(run)));
  options.reports = {{"matrix", folder_.path("m.md")}};
  EXPECT_EQ(make_reports(options, console()), ExitCode::kOk) << err_.str();
  EXPECT_THAT(TemporaryFolder::read(folder_.path("m.md")), HasSubstr("| case | level | one 1 | two 1 |\n"));
  options.reports = {{"junit", folder_.path("j.xml")}};
  EXPECT_EQ(make_reports(options, console()), ExitCode::kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("2 were given"));
}

TEST_F(ReadOnlyCommands, ABrokenResultFileIsNamed) {
  ReportOptions options;
  options.results = {folder_.write("run.json", "{\"schema\": \"other/1\"}")};
  EXPECT_EQ(make_reports(options, console()), ExitCode::kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("run.json: 'schema' is \"other/1\""));
  err_.str("");
  options.results = {folder_.path("nowhere.json")};
  EXPECT_EQ(make_reports(options, console()), ExitCode::kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("nowhere.json"));
}

}  // namespace
}  // namespace gauntlet::cli
