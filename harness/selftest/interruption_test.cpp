// What a run leaves when it is not let come to its end.
#include "harness/selftest/program_fixture.hpp"

#include <pugixml.hpp>

#include <csignal>
#include <fstream>

namespace gauntlet::selftest {
namespace {

using ::testing::HasSubstr;

// A case that passes at once, and one that is never done: it waits for an answer that does not come.
class Interruption : public ProgramTest {
 protected:
  Interruption() {
    write_case("b");
    const std::string text = cli::TemporaryFolder::read(write_case("b"));
    quick_ = folder_.write("quick.yaml", text);
    std::string endless = text;
    for (std::size_t at = endless.find("two-paths"); at != std::string::npos; at = endless.find("two-paths", at)) {
      endless.replace(at, 9, "endless");
    }
    endless = changed(std::move(endless), "propagate: 2s", "propagate: 30s");
    endless_ = folder_.write("endless.yaml", changed(std::move(endless), "/b -> 200 from b", "/b -> 418"));
  }

  std::vector<std::string> command() const {
    return gauntlet(
        {"run", "-c", "reference", quick_, endless_, "-o", "out", "-j", "2", "--isolation", "reset", "--keep"});
  }
  // Of a controller that was started with a kubeconfig of this test.
  int count_controllers() const {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      const std::string name = entry.path().filename().string();
      if (name.find_first_not_of("0123456789") != std::string::npos) continue;
      const std::string line = cli::TemporaryFolder::read(entry.path().string() + "/cmdline");
      if (line.find("gauntlet-reference") != std::string::npos && line.find(folder_.path()) != std::string::npos)
        ++count;
    }
    return count;
  }
  void expect_truth(std::string_view why) {
    const result::RunResult run = result_in("out");
    EXPECT_THAT(run.aborted, HasSubstr(why));
    ASSERT_EQ(run.cases.size(), 2U);
    EXPECT_EQ(run.cases[0].id, "selftest.endless");
    EXPECT_EQ(run.cases[0].status, result::Status::kNotRun);
    EXPECT_EQ(run.cases[1].status, result::Status::kPass);
    pugi::xml_document junit;
    ASSERT_TRUE(junit.load_file(folder_.path("out/junit.xml").c_str()));
    EXPECT_EQ(junit.child("testsuites").attribute("skipped").as_int(), 1);
  }

  std::string quick_;
  std::string endless_;
};

TEST_F(Interruption, OneSignalEndsItInGoodOrder) {
  for (const int number : {SIGINT, SIGTERM}) {
    Program program(command(), folder_.path());
    ASSERT_TRUE(program.wait_for_output("ok      selftest.two-paths")) << program.wait().err;
    EXPECT_GE(count_controllers(), 1);
    ::kill(program.pid(), number);
    const ProgramEnd end = program.wait();
    EXPECT_EQ(end.exit_code, 128 + number) << end.how;
    EXPECT_THAT(end.out, HasSubstr("\nstopped early: signal " + std::to_string(number)));
    EXPECT_THAT(end.out, HasSubstr("\n1 passed, 0 failed, 1 skipped\n"));
    EXPECT_EQ(count_controllers(), 0);
    expect_truth("signal " + std::to_string(number));
  }
}

TEST_F(Interruption, TheTimeLimitOfARunEndsItInGoodOrder) {
  std::vector<std::string> limited = command();
  limited.insert(limited.end(), {"--timeout", "8s"});
  const ProgramEnd end = run_program(limited, folder_.path());
  EXPECT_EQ(end.exit_code, 124) << end.out;
  EXPECT_THAT(end.out, HasSubstr("\nstopped early: timeout\n"));
  EXPECT_EQ(count_controllers(), 0);
}

// Nothing can be done at SIGKILL; so the reports are right beforehand, and the controller ends with its parent.
TEST_F(Interruption, AKilledRunHasLeftTheTruth) {
  Program program(command(), folder_.path());
  ASSERT_TRUE(program.wait_for_output("ok      selftest.two-paths")) << program.wait().err;
  const auto done = [this] {
    const auto run = result::parse_run_result(cli::TemporaryFolder::read(folder_.path("out/run.json")));
    return run && run->cases.size() == 2 && run->cases[1].status == result::Status::kPass;
  };
  EXPECT_TRUE(eventually(done));  // the line is printed just before the file is written
  ::kill(program.pid(), SIGKILL);
  EXPECT_EQ(program.wait().how, "signal 9 (Killed)");
  expect_truth("did not come to its end");
  EXPECT_TRUE(eventually([this] { return count_controllers() == 0; }));
}

TEST_F(Interruption, ASecondSignalEndsItAtOnce) {
  Program program(command(), folder_.path());
  ASSERT_TRUE(program.wait_for_output("ok      selftest.two-paths")) << program.wait().err;
  ::kill(program.pid(), SIGINT);
  ::kill(program.pid(), SIGTERM);
  const ProgramEnd end = program.wait();
  EXPECT_TRUE(end.exit_code == 130 || end.exit_code == 143) << end.how;
  EXPECT_EQ(count_controllers(), 0);
}

}  // namespace
}  // namespace gauntlet::selftest
