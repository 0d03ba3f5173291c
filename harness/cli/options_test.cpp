#include "harness/cli/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

namespace gauntlet::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Options : public ::testing::Test {
 protected:
  std::variant<Command, EarlyExit> read(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "gauntlet");
    return read_command_line(static_cast<int>(arguments.size()), arguments.data(), Console{out_, err_});
  }
  template <typename T>
  T command(std::vector<const char*> arguments) {
    const auto parsed = read(std::move(arguments));
    const auto* options = std::get_if<Command>(&parsed);
    if (options == nullptr || !std::holds_alternative<T>(*options)) {
      ADD_FAILURE() << "another command, or none: " << err_.str();
      return T();
    }
    return std::get<T>(*options);
  }
  std::string mistakes(std::vector<const char*> arguments) {
    const auto parsed = read(std::move(arguments));
    const auto* early = std::get_if<EarlyExit>(&parsed);
    EXPECT_TRUE(early != nullptr && early->code == ExitCode::kUsage);
    EXPECT_EQ(out_.str(), "");
    return err_.str();
  }

  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(Options, RunReadsAll) {
  const auto options = command<RunOptions>({"run",
                                            "cases/path",
                                            "cases/tls/*.yaml",
                                            "-c",
                                            "reference",
                                            "--controller",
                                            "other.yaml",
                                            "--mode",
                                            "stock",
                                            "--case",
                                            "path.*",
                                            "--case",
                                            "tls.sni",
                                            "--level",
                                            "core,extended",
                                            "--order",
                                            "random",
                                            "--isolation",
                                            "case",
                                            "-j",
                                            "3",
                                            "--repeat",
                                            "5",
                                            "--fail-fast=2",
                                            "--seed",
                                            "81733",
                                            "--timeout",
                                            "10m",
                                            "-o",
                                            "out",
                                            "--report",
                                            "junit=a/b.xml",
                                            "--report",
                                            "json",
                                            "-v",
                                            "--color",
                                            "never",
                                            "--keep"});
  EXPECT_THAT(options.cases.paths, ElementsAre("cases/path", "cases/tls/*.yaml"));
  EXPECT_THAT(options.cases.filter.ids, ElementsAre("path.*", "tls.sni"));
  EXPECT_THAT(options.cases.filter.levels, ElementsAre(result::Level::kCore, result::Level::kExtended));
  EXPECT_THAT(options.controllers, ElementsAre("reference", "other.yaml"));
  EXPECT_EQ(options.mode, "stock");
  EXPECT_EQ(options.isolation, scenario::Isolation::kCase);
  EXPECT_EQ(options.order, scenario::CaseOrder::kRandom);
  EXPECT_EQ(options.jobs, 3);
  EXPECT_EQ(options.repeat, 5);
  EXPECT_EQ(options.fail_fast, 2);
  EXPECT_EQ(options.seed, 81733U);
  EXPECT_EQ(options.timeout, std::chrono::minutes(10));
  EXPECT_EQ(options.folder, "out");
  ASSERT_EQ(options.reports.size(), 2U);
  EXPECT_EQ(options.reports[0].kind, "junit");
  EXPECT_EQ(options.reports[0].path, "a/b.xml");
  EXPECT_EQ(options.reports[1].kind, "json");
  EXPECT_EQ(options.reports[1].path, "");
  EXPECT_EQ(options.verbosity, Verbosity::kVerbose);
  EXPECT_EQ(options.colour, ColourChoice::kNever);
  EXPECT_EQ(options.traces, RunOptions::Traces::kKeep);
}

TEST_F(Options, PathsMayStandBehindOptionsWithOneValue) {
  const auto options = command<RunOptions>({"run", "-c", "reference", "--case", "path.a", "--level", "core", "cases"});
  EXPECT_THAT(options.cases.paths, ElementsAre("cases"));
  EXPECT_THAT(options.controllers, ElementsAre("reference"));
  EXPECT_EQ(options.fail_fast, 0);
}

TEST_F(Options, FailFastAloneMeansTheFirst) {
  EXPECT_EQ(command<RunOptions>({"run", "-c", "x", "--fail-fast"}).fail_fast, 1);
  EXPECT_EQ(command<RunOptions>({"run", "--fail-fast", "-c", "x"}).fail_fast, 1);
}

TEST_F(Options, AllMistakesAreShownAtOnce) {
  const std::string text = mistakes({"run", "--jobs", "many", "--level", "cor", "--seed", "-1x", "--timeout", "soon",
                                     "--report", "junti", "--isolation", "packs", "--repeet", "--color", "blue"});
  EXPECT_THAT(text, HasSubstr("gauntlet: --jobs: 'many' is not a number from 1 to 64\n"));
  EXPECT_THAT(text, HasSubstr("--level: 'cor' is not one of core, extended, vendor, observe; did you mean core?"));
  EXPECT_THAT(text, HasSubstr("--seed: '-1x' is not a number"));
  EXPECT_THAT(text, HasSubstr("--timeout: 'soon' is not a duration such as 90s, 10m or 1h"));
  EXPECT_THAT(text, HasSubstr("--report: 'junti' is not one of json, junit, junit-xunit, matrix; did you mean junit?"));
  EXPECT_THAT(text, HasSubstr("--isolation: 'packs' is not one of auto, pack, reset, case; did you mean pack?"));
  EXPECT_THAT(text, HasSubstr("'--repeet' is not an option of run, did you mean --repeat?"));
  EXPECT_THAT(text, HasSubstr("--color: 'blue' is not one of auto, always, never"));
  EXPECT_THAT(text, HasSubstr("gauntlet run --help shows what is possible\n"));
}

TEST_F(Options, AValueThatIsMissingIsAMistake) {
  EXPECT_THAT(mistakes({"run", "--jobs"}), HasSubstr("--jobs"));
}

TEST_F(Options, AReportNeedsItsPathBehindTheEqualsSign) {
  EXPECT_THAT(mistakes({"run", "--report", "junit="}), HasSubstr("--report: 'junit=' is not KIND=PATH"));
}

TEST_F(Options, AnUnknownCommandHasAHint) {
  EXPECT_THAT(mistakes({"rum"}), StartsWith("gauntlet: there is no command 'rum', did you mean run?\n"));
}

TEST_F(Options, WhatComesFromOutsideCannotColourTheTerminal) {
  EXPECT_THAT(mistakes({"run", "--jobs", "\x1b[31m4"}), Not(HasSubstr("\x1b")));
}

TEST_F(Options, NothingAtAllIsAWelcome) {
  command<WelcomeOptions>({});
}

TEST_F(Options, HelpBeginsWithExamples) {
  const auto parsed = read({"run", "--help"});
  EXPECT_EQ(std::get<EarlyExit>(parsed).code, ExitCode::kOk);
  EXPECT_THAT(out_.str(), HasSubstr("gauntlet run -c reference\n"));
  EXPECT_LT(out_.str().find("gauntlet run -c reference"), out_.str().find("--jobs"));
  EXPECT_EQ(err_.str(), "");
}

TEST_F(Options, ServeReadsAll) {
  const auto options = command<ServeOptions>(
      {"serve", "-f", "a.yaml", "-f", "b", "--port", "0", "--http", "8001", "-c", "reference", "-o", "there"});
  EXPECT_THAT(options.files, ElementsAre("a.yaml", "b"));
  EXPECT_EQ(options.port, 0);
  EXPECT_EQ(options.http_port, 8001);
  EXPECT_THAT(options.controllers, ElementsAre("reference"));
  EXPECT_EQ(options.folder, "there");
  EXPECT_EQ(command<ServeOptions>({"serve"}).port, std::nullopt);
  EXPECT_THAT(mistakes({"serve", "--port", "70000"}), HasSubstr("--port: '70000' is not a number from 0 to 65535"));
}

TEST_F(Options, ServeTakesSeveralFilesBehindOneOption) {
  EXPECT_THAT(command<ServeOptions>({"serve", "-f", "a.yaml", "b.yaml"}).files, ElementsAre("a.yaml", "b.yaml"));
}

TEST_F(Options, SettingsAreNamesAndValues) {
  EXPECT_THAT(command<RunOptions>({"run", "--set", "source=/src", "--set", "tag=a=b"}).settings,
              ElementsAre("source=/src", "tag=a=b"));
  EXPECT_THAT(command<ServeOptions>({"serve", "--set", "tag="}).settings, ElementsAre("tag="));
  EXPECT_THAT(mistakes({"run", "--set", "tag"}), HasSubstr("--set: 'tag' is not NAME=VALUE"));
  EXPECT_THAT(mistakes({"run", "--set", "=v1"}), HasSubstr("--set: '=v1' is not NAME=VALUE"));
}

TEST_F(Options, OnlyRunTakesSeveralControllers) {
  EXPECT_THAT(mistakes({"list", "-c", "a", "-c", "b"}), HasSubstr("--controller: only one is possible here"));
}

TEST_F(Options, TheOtherCommands) {
  EXPECT_EQ(command<LintOptions>({"lint", "--werror", "x"}).warnings, LintOptions::Warnings::kAreErrors);
  EXPECT_EQ(command<ListOptions>({"list", "--json"}).format, ListOptions::Format::kJson);
  EXPECT_THAT(command<ReportOptions>({"report", "run.json"}).results, ElementsAre("run.json"));
  EXPECT_EQ(command<SchemaOptions>({"schema", "case"}).name, "case");
  command<VersionOptions>({"version"});
  EXPECT_THAT(mistakes({"schema", "cases"}), HasSubstr("'cases' is not one of case, profile, result"));
}

TEST_F(Options, TheEnvironmentStandsInForOptions) {
  ::setenv("GAUNTLET_JOBS", "7", 1);
  ::setenv("GAUNTLET_CONTROLLER", "reference", 1);
  const auto options = command<RunOptions>({"run"});
  EXPECT_EQ(options.jobs, 7);
  EXPECT_THAT(options.controllers, ElementsAre("reference"));
  EXPECT_EQ(command<RunOptions>({"run", "-j", "2"}).jobs, 2);
  ::unsetenv("GAUNTLET_JOBS");
  ::unsetenv("GAUNTLET_CONTROLLER");
}

}  // namespace
}  // namespace gauntlet::cli
