#include "harness/launch/controller_log.hpp"

#include "harness/launch/profile_sample.hpp"

namespace gauntlet::launch {
namespace {

std::vector<std::string> texts_of(const std::vector<LogLine>& lines) {
  std::vector<std::string> texts;
  for (const LogLine& line : lines) texts.push_back(line.text);
  return texts;
}

class ControllerLogTest : public ::testing::Test {
 protected:
  static LogLimits limits(std::size_t lines, std::size_t bytes, std::size_t file_bytes) {
    LogLimits limits;
    limits.lines = lines;
    limits.bytes = bytes;
    limits.file_bytes = file_bytes;
    return limits;
  }

  TemporaryFolder folder_;
};

TEST_F(ControllerLogTest, NumbersItsLines) {
  ControllerLog log({});
  log.add("stdout", "one");
  log.add("stderr", "two");
  const auto lines = log.tail(10);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].number, 1);
  EXPECT_EQ(lines[1].number, 2);
  EXPECT_EQ(lines[1].channel, "stderr");
  EXPECT_EQ(lines[1].text, "two");
  EXPECT_EQ(log.line_count(), 2);
  EXPECT_EQ(texts_of(log.tail(1)), std::vector<std::string>{"two"});
  EXPECT_EQ(log.tail_text(10), "one\ntwo");
}

TEST_F(ControllerLogTest, KeepsTheNewestLines) {
  ControllerLog log({}, limits(2, 100, 100));
  for (const char* text : {"a", "b", "c"}) log.add("stdout", text);
  EXPECT_EQ(texts_of(log.tail(10)), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(log.line_count(), 3);
}

TEST_F(ControllerLogTest, KeepsSoManyBytes) {
  ControllerLog log({}, limits(100, 10, 100));
  for (const char* text : {"12345", "67890", "abc"}) log.add("stdout", text);
  EXPECT_EQ(texts_of(log.tail(10)), (std::vector<std::string>{"67890", "abc"}));
  log.add("stdout", "longer than all of it");
  EXPECT_EQ(texts_of(log.tail(10)), std::vector<std::string>{"longer than all of it"});
}

TEST_F(ControllerLogTest, WritesAFileLineByLine) {
  ControllerLog log({});
  ASSERT_TRUE(log.open(folder_.path() + "/log").ok());
  log.add("stdout", "one");
  EXPECT_EQ(folder_.read("log"), "one\n");
  log.add("stderr", "");
  log.close();
  EXPECT_EQ(folder_.read("log"), "one\n\n");
}

TEST_F(ControllerLogTest, TheFileHasTheBeginningAndTheEnd) {
  ControllerLog log({}, limits(2, 100, 8));
  ASSERT_TRUE(log.open(folder_.path() + "/log").ok());
  for (const char* text : {"one", "two", "three", "4", "five", "six"}) log.add("stdout", text);
  EXPECT_EQ(folder_.read("log"), "one\ntwo\n");
  log.close();
  EXPECT_EQ(folder_.read("log"), "one\ntwo\n[gauntlet: 2 lines left out]\nfive\nsix\n");
}

TEST_F(ControllerLogTest, SaysWhyThereIsNoFile) {
  ControllerLog log({});
  const auto opened = log.open(folder_.path() + "/absent/log");
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().reason(), base::Reason::kSystem);
  EXPECT_EQ(opened.error().message(), "cannot write " + folder_.path() + "/absent/log: No such file or directory");
}

TEST_F(ControllerLogTest, HidesWhatIsMasked) {
  ControllerLog log({"token=\\S+", "secret"});
  log.add("stdout", "a token=abc b token=def, secret");
  EXPECT_EQ(log.tail_text(1), "a *** b *** ***");
}

}  // namespace
}  // namespace gauntlet::launch
