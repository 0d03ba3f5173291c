// Controllers that do what they should not: each ends in a sentence that says so, and nothing is left behind.
#include "foundation/net/task_group.hpp"
#include "harness/launch/launch_test.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace gauntlet::launch {
namespace {

using namespace std::chrono_literals;
using base::Reason;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class MisbehavingControllersTest : public LaunchTest {};

TEST_F(MisbehavingControllersTest, NoSuchProgram) {
  run([&]() -> net::Awaitable<void> {
    ControllerProfile profile = script("");
    profile.command = {"no-such-controller", "${listen.http}"};
    const auto error = co_await must_fail(std::move(profile));
    EXPECT_EQ(error.reason(), Reason::kNotFound);
    EXPECT_EQ(error.message(),
              "profiles/fake.yaml: the program 'no-such-controller' (start.command) was not found; install it, add its "
              "folder to PATH, or write its path into the profile");
    profile = script("");
    profile.command = {"/no/such/controller", "${listen.http}"};
    const auto other = co_await must_fail(std::move(profile));
    EXPECT_EQ(other.reason(), Reason::kNotFound);
    EXPECT_EQ(other.message(),
              "profiles/fake.yaml: the program '/no/such/controller' (start.command) was not found; put it there, or "
              "change the path in the profile");
  });
}

TEST_F(MisbehavingControllersTest, EndsBeforeItIsReady) {
  run([&]() -> net::Awaitable<void> {
    const auto error = co_await must_fail(script("echo starting; echo 'bind: no' >&2; exit 3"));
    EXPECT_EQ(error.reason(), Reason::kSystem);
    EXPECT_THAT(error.message(), MatchesRegex("profiles/fake.yaml: 'sh' ended before it was ready, "
                                              "after [0-9.]+s: exit code 3"));
    EXPECT_THAT(error.peer_words(), HasSubstr("bind: no"));
    EXPECT_THAT(error.peer_words(), HasSubstr("starting"));
  });
}

TEST_F(MisbehavingControllersTest, NeverSaysThatItIsReady) {
  run([&]() -> net::Awaitable<void> {
    ControllerProfile profile = script("echo $$; exec sleep 1000");
    profile.ready_within = 100ms;
    const auto error = co_await must_fail(std::move(profile));
    EXPECT_EQ(error.reason(), Reason::kTimeout);
    EXPECT_THAT(error.message(),
                MatchesRegex("profiles/fake.yaml: 'sh' was not ready within [0-9.]+s: no line of its log "
                             "matches '\\^up\\$'; it listens on no port"));
    EXPECT_FALSE(is_alive(error.peer_words()));
  });
}

TEST_F(MisbehavingControllersTest, AnswersThatItIsNotReady) {
  run([&]() -> net::Awaitable<void> {
    ControllerProfile profile = server("http", "503");
    profile.ready_url = "http://${listen.http}/ready";
    profile.ready_within = 2s;
    const auto error = co_await must_fail(std::move(profile));
    EXPECT_EQ(error.reason(), Reason::kTimeout);
    EXPECT_THAT(error.message(),
                HasSubstr("/ready is answered with 503, not 200 (it said \"wait\"); it listens on 127.77.3.4:"));
  });
}

TEST_F(MisbehavingControllersTest, AnswersOnAnotherPort) {
  run([&]() -> net::Awaitable<void> {
    ControllerProfile profile = server("http", "200");
    profile.ready_url = "http://${listen.health}/ready";
    profile.ready_within = 2s;
    const auto error = co_await must_fail(std::move(profile));
    EXPECT_EQ(error.reason(), Reason::kTimeout);
    EXPECT_THAT(error.message(),
                ::testing::ContainsRegex("GET http://127.77.3.4:[0-9]+/ready: .*refused.*; it listens on 127.77.3.4:"));
  });
}

TEST_F(MisbehavingControllersTest, PutsItselfIntoTheBackground) {
  run([&]() -> net::Awaitable<void> {
    const auto error = co_await must_fail(script("setsid sleep 1000 & echo $!"));
    EXPECT_EQ(error.reason(), Reason::kSystem);
    const std::string pid = error.peer_words();
    EXPECT_THAT(error.message(),
                ::testing::EndsWith("exit code 0; it left process " + pid + " behind: start it in the foreground"));
    EXPECT_FALSE(is_alive(pid));
  });
}

TEST_F(MisbehavingControllersTest, HasADaemonThatStays) {
  run([&]() -> net::Awaitable<void> {
    auto process =
        co_await must_start(script("sh -c 'setsid sleep 1000 & echo $!; setsid env -i sleep 1000 & echo $!; wait' & "
                                   "sh -c 'setsid sleep 1000 & echo $!'; "
                                   "while [ $(ps -o pid= --ppid $! | wc -l) -lt 2 ]; do :; done; echo up; wait"));
    if (!process) co_return;
    co_await wait_for_lines(*process, 4);
    std::vector<std::string> pids;
    for (const LogLine& line : process->log_tail(4)) {
      if (line.text != "up") pids.push_back(line.text);
    }
    EXPECT_EQ(pids.size(), 3U);
    for (const std::string& pid : pids) EXPECT_TRUE(is_alive(pid)) << pid;
    co_await process->stop();
    for (const std::string& pid : pids) EXPECT_FALSE(is_alive(pid)) << pid;
  });
}

TEST_F(MisbehavingControllersTest, IgnoresTheRequestToStop) {
  run([&]() -> net::Awaitable<void> {
    ControllerProfile profile = script("trap '' TERM; echo up; while :; do sleep 1000; done");
    profile.stop_within = 100ms;
    auto process = co_await must_start(std::move(profile));
    if (!process) co_return;
    co_await process->stop();
    EXPECT_EQ(process->exit_description(), "signal 9 (Killed), having ignored the request to stop for 0.1s");
  });
}

TEST_F(MisbehavingControllersTest, TakesItsTimeToStop) {
  run([&]() -> net::Awaitable<void> {
    ControllerProfile profile = script("trap 'echo bye; exit 7' INT; echo up; while :; do sleep 0.01; done");
    profile.stop_signal = SIGINT;
    auto process = co_await must_start(std::move(profile));
    if (!process) co_return;
    co_await process->stop();
    EXPECT_EQ(process->exit_description(), "exit code 7");
    EXPECT_EQ(texts(*process).back(), "bye");
  });
}

TEST_F(MisbehavingControllersTest, FloodsItsLog) {
  run([&]() -> net::Awaitable<void> {
    auto process = co_await must_start(
        script("echo up; head -c 100000000 /dev/zero | tr '\\0' x | fold -w 999; echo; echo flooded; exec sleep 1000"));
    if (!process) co_return;
    co_await wait_for_lines(*process, 100103);  // up, 100000000 / 999 rounded up, and flooded
    EXPECT_EQ(process->log_tail(1).front().text, "flooded");
    EXPECT_EQ(process->log_line_count(), 100103);
    EXPECT_LE(process->log_tail(1000000).size(), 2000U);
    co_await process->stop();
    const auto size = std::filesystem::file_size(folder_.path() + "/instance/controller.log");
    EXPECT_GT(size, 30U * 1024 * 1024);
    EXPECT_LT(size, 35U * 1024 * 1024);
  });
}

// Takes 100 MiB at once.
const std::string kEater =
    R"(/usr/bin/python3 -SEuc 'import time; held = bytearray(b"x") * (100 << 20); print("full"); time.sleep(1000)')";

TEST_F(MisbehavingControllersTest, EatsMemoryBeforeItIsReady) {
  run([&]() -> net::Awaitable<void> {
    ControllerProfile profile = script("exec " + kEater);
    profile.memory = 64 << 20;
    const base::Error error = co_await must_fail(std::move(profile));
    EXPECT_EQ(error.reason(), Reason::kSystem);
    EXPECT_THAT(error.message(),
                MatchesRegex(R"(profiles/fake.yaml: 'sh' ended before it was ready, after [0-9.]+s: )"
                             R"(signal 9 \(Killed\): it was killed, for it held 1[0-9][0-9] MiB of memory, )"
                             R"(more than the 64 MiB of start.memory)"));
    EXPECT_EQ(error.peer_words(), "full");
  });
}

TEST_F(MisbehavingControllersTest, EatsMemoryLater) {
  run([&]() -> net::Awaitable<void> {
    // One that has put itself into the background does.
    ControllerProfile profile = script("echo up; setsid " + kEater + " & exec sleep 1000");
    profile.memory = 64 << 20;
    auto process = co_await must_start(std::move(profile));
    if (!process) co_return;
    const auto deadline = soon();
    while (process->running() && !deadline.has_passed(base::SystemClock().now())) {
      auto waited = co_await net::wait_for(1ms);
      base::ignore_failure(waited);
    }
    EXPECT_FALSE(process->running());
    EXPECT_THAT(process->exit_description(), HasSubstr("more than the 64 MiB of start.memory"));
    co_await process->stop();
    EXPECT_THAT(process->exit_description(), HasSubstr("more than the 64 MiB of start.memory"));
  });
}

TEST_F(MisbehavingControllersTest, IsGivenUpWhenTheTaskIsAskedToStop) {
  run([&]() -> net::Awaitable<void> {
    net::TaskGroup tasks(executor());
    Reason reason = Reason::kUnknown;
    const auto task = [&]() -> net::Awaitable<void> {
      auto started = co_await start(script("echo $$; exec sleep 1000"));
      if (!started) reason = started.error().reason();
    };
    tasks.spawn(task());
    const auto deadline = soon();
    while (folder_.read("instance/controller.log").empty() && !deadline.has_passed(base::SystemClock().now())) {
      auto waited = co_await net::wait_for(1ms);
      base::ignore_failure(waited);
    }
    co_await tasks.stop(deadline);
    EXPECT_EQ(reason, Reason::kCancelled);
    std::string pid = folder_.read("instance/controller.log");
    EXPECT_FALSE(is_alive(pid));
  });
}

}  // namespace
}  // namespace gauntlet::launch
