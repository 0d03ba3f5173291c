// The reports as their readers get them, byte for byte, and with hostile text in every place.
#include "harness/result/run_result_json.hpp"
#include "reporters/junit.hpp"
#include "reporters/sample_run.hpp"
#include "reporters/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>
#include <unistd.h>

namespace gauntlet::reporters {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

std::string golden(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(std::string(GAUNTLET_TESTDATA) + "/" + name).rdbuf();
  return text.str();
}

std::string terminal_text(const result::RunResult& run, TerminalStyle style) {
  std::string text = header_line(run, run.cases.size()) + "\n";
  for (const result::CaseResult& one : run.cases) text += case_line(one, style) + "\n" + check_lines(one, style);
  return text + "\n" + closing_text(run, style);
}

TEST(Golden, JunitRich) {
  EXPECT_EQ(write_junit(sample_run(), JunitDialect::kRich), golden("junit-rich.xml"));
}

TEST(Golden, JunitXunit) {
  EXPECT_EQ(write_junit(sample_run(), JunitDialect::kXunit), golden("junit-xunit.xml"));
}

TEST(Golden, Terminal) {
  EXPECT_EQ(terminal_text(sample_run(), TerminalStyle()), golden("terminal.txt"));
}

// No byte that XML 1.0 or a terminal would act upon (XML 1.0, section 2.2).
void expect_inert(const std::string& text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    EXPECT_FALSE(byte < 0x20 && c != '\n' && c != '\t') << static_cast<int>(byte);
    EXPECT_NE(byte, 0x7f);
  }
  EXPECT_THAT(text, Not(HasSubstr("\xef\xbf\xbe")));
  EXPECT_THAT(text, Not(HasSubstr("\xff")));
  EXPECT_THAT(text, Not(HasSubstr("\xed\xa0\x80")));
  EXPECT_THAT(text, HasSubstr("\xe2\x82\xac"));  // what is harmless stays
}

TEST(HostileText, LeavesJunitInert) {
  for (const JunitDialect dialect : {JunitDialect::kRich, JunitDialect::kXunit}) {
    const std::string text = write_junit(hostile_run(), dialect);
    expect_inert(text);
    // In attributes it may stand as it is (XML 1.0, section 2.4).
    EXPECT_THAT(std::regex_replace(text, std::regex("=\"[^\"]*\""), "="), Not(HasSubstr("]]>")));
  }
}

TEST(HostileText, LeavesTheTerminalInert) {
  TerminalStyle verbose;
  verbose.verbosity = Verbosity::kVerbose;
  verbose.repeat = 2;
  const std::string text = terminal_text(hostile_run(), verbose);
  expect_inert(text);
  EXPECT_THAT(text, Not(ContainsRegex("\n[ \t]*(::|##)")));
  EXPECT_THAT(text, Not(HasSubstr("##vso[")));
}

TEST(HostileText, LeavesTheResultFileReadable) {
  const std::string text = result::to_json_text(hostile_run());
  const auto run = result::parse_run_result(text);
  ASSERT_TRUE(run) << run.error().to_string();
  EXPECT_EQ(run->cases.size(), 4U);
  EXPECT_THAT(run->aborted, HasSubstr("\x1b[31mred"));  // reports are made inert where they are written
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

// By xmllint, a reader that is not ours.
class Schema : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("xmllint --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "xmllint (libxml2-utils) is not there";
  }
  static void expect_valid(const result::RunResult& run, JunitDialect dialect, const std::string& schema) {
    const std::string file = ::testing::TempDir() + "junit-" + std::to_string(::getpid()) + ".xml";
    std::ofstream(file) << write_junit(run, dialect);
    const std::string command =
        "xmllint --nonet --noout --schema " + std::string(GAUNTLET_SCHEMAS) + "/" + schema + " " + file;
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    std::remove(file.c_str());
  }
};

TEST_F(Schema, TheXunitDialectIsWhatThePlugInTakes) {
  expect_valid(sample_run(), JunitDialect::kXunit, "junit-xunit.xsd");
  expect_valid(hostile_run(), JunitDialect::kXunit, "junit-xunit.xsd");
  expect_valid(result::RunResult(), JunitDialect::kXunit, "junit-xunit.xsd");
}

TEST_F(Schema, TheRichDialectIsWhatWePromise) {
  expect_valid(sample_run(), JunitDialect::kRich, "junit-rich.xsd");
  expect_valid(hostile_run(), JunitDialect::kRich, "junit-rich.xsd");
  expect_valid(result::RunResult(), JunitDialect::kRich, "junit-rich.xsd");
}

}  // namespace
}  // namespace gauntlet::reporters
