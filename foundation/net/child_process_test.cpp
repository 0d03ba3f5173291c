#include "foundation/net/child_process.hpp"

#include "foundation/net/loop_test.hpp"
#include "foundation/net/wait_event.hpp"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gauntlet::net {
namespace {

using base::Reason;

class ChildProcessTest : public LoopTest {
 protected:
  // A shell script whose lines are noted; `said_` is set with each.
  ChildProcessOptions script(const std::string& text) {
    ChildProcessOptions options;
    options.command = {"/bin/sh", "-c", text};
    options.environment["PATH"] = "/usr/bin:/bin";
    options.on_line = [this](OutputChannel channel, std::string_view line) {
      (channel == OutputChannel::kStdout ? output_ : error_).emplace_back(line);
      said_.set();
    };
    return options;
  }

  std::unique_ptr<ChildProcess> spawn_must_work(ChildProcessOptions options) {
    auto process = ChildProcess::spawn(executor(), std::move(options));
    if (process) return std::move(*process);
    ADD_FAILURE() << process.error().to_string();
    return nullptr;
  }

  Awaitable<std::string> run_to_its_end(ChildProcessOptions options) {
    auto process = spawn_must_work(std::move(options));
    if (!process) co_return "";
    const auto deadline = soon();
    auto waited = co_await process->wait_for_exit(deadline);
    EXPECT_TRUE(waited.ok());
    co_return process->exit_status() ? process->exit_status()->to_string() : "nothing";
  }

  // Until the program has said so many lines on its standard output.
  Awaitable<void> wait_for_lines(std::size_t count) {
    const auto deadline = soon();
    while (output_.size() < count) {
      said_.reset();
      auto said = co_await said_.wait(deadline);
      if (!said) ADD_FAILURE() << said.error().to_string();
      if (!said) break;
    }
  }

  // Whether the process is there, and not a zombie that its parent has not looked at yet.
  static bool is_alive(pid_t pid) {
    const std::string path = "/proc/" + std::to_string(pid) + "/stat";
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    std::string text(512, '\0');
    const ssize_t count = ::read(file, text.data(), text.size());
    ::close(file);
    const auto name_end = text.rfind(") ");
    return count > 0 && name_end != std::string::npos && text[name_end + 2] != 'Z' && text[name_end + 2] != 'X';
  }

  // For those that are killed but reaped by somebody else.
  static bool is_gone_soon(pid_t pid) {
    const auto deadline = soon();
    while (is_alive(pid)) {
      if (deadline.has_passed(base::SystemClock().now())) return false;
    }
    return true;
  }

  std::vector<std::string> output_;
  std::vector<std::string> error_;
  WaitEvent said_{executor()};
};

TEST_F(ChildProcessTest, TellsHowItEnded) {
  run([&]() -> Awaitable<void> {
    auto good = co_await run_to_its_end(script("exit 0"));
    auto bad = co_await run_to_its_end(script("exit 3"));
    auto killed = co_await run_to_its_end(script("kill -KILL $$"));
    EXPECT_EQ(good, "exit code 0");
    EXPECT_EQ(bad, "exit code 3");
    EXPECT_EQ(killed, "signal 9 (Killed)");
  });
}

TEST_F(ChildProcessTest, DeliversTheOutputByLineBeforeTheExit) {
  run([&]() -> Awaitable<void> {
    auto options = script("echo one; echo; echo two; echo oops >&2; printf 'no newline'");
    auto status = co_await run_to_its_end(std::move(options));
    EXPECT_EQ(status, "exit code 0");
    EXPECT_EQ(output_, (std::vector<std::string>{"one", "", "two", "no newline"}));
    EXPECT_EQ(error_, std::vector<std::string>{"oops"});
  });
}

TEST_F(ChildProcessTest, CutsLongLines) {
  run([&]() -> Awaitable<void> {
    auto options =
        script("head -c 40000 /dev/zero | tr '\\0' x; echo; head -c 16384 /dev/zero | tr '\\0' y; echo; echo end");
    auto status = co_await run_to_its_end(std::move(options));
    EXPECT_EQ(status, "exit code 0");
    const std::vector<std::string> expected{std::string(16384, 'x'), std::string(16384, 'x'), std::string(7232, 'x'),
                                            std::string(16384, 'y'), "end"};
    EXPECT_TRUE(output_ == expected);
  });
}

TEST_F(ChildProcessTest, DeliversMuchOutput) {
  run([&]() -> Awaitable<void> {
    auto options = script("seq 1 200000");
    auto status = co_await run_to_its_end(std::move(options));
    EXPECT_EQ(status, "exit code 0");
    EXPECT_EQ(output_.size(), 200000U);
    if (output_.size() == 200000U) {
      EXPECT_EQ(output_.front(), "1");
      EXPECT_EQ(output_.back(), "200000");
    }
  });
}

TEST_F(ChildProcessTest, HasExactlyTheEnvironmentItWasGiven) {
  ::setenv("GAUNTLET_TEST_LEAK", "leaked", 1);
  run([&]() -> Awaitable<void> {
    auto options = script("");
    options.command = {"env"};
    options.environment = {{"EMPTY", ""}, {"PATH", "/usr/bin:/bin"}, {"WITH", "a = b\tc"}};
    auto status = co_await run_to_its_end(std::move(options));
    EXPECT_EQ(status, "exit code 0");
    EXPECT_EQ(output_, (std::vector<std::string>{"EMPTY=", "PATH=/usr/bin:/bin", "WITH=a = b\tc"}));
  });
  ::unsetenv("GAUNTLET_TEST_LEAK");
}

TEST_F(ChildProcessTest, LooksIntoOurPathAfterItsOwn) {
  run([&]() -> Awaitable<void> {
    auto options = script("");
    options.command = {"true"};
    options.environment = {{"PATH", "/nonexistent"}};
    auto status = co_await run_to_its_end(std::move(options));
    EXPECT_EQ(status, "exit code 0");
  });
}

TEST_F(ChildProcessTest, HasItsDirectoryAndNoDescriptorsOfOurs) {
  run([&]() -> Awaitable<void> {
    const int ours = ::open("/dev/null", O_RDONLY);  // inheritable on purpose
    auto options = script("pwd; ls /proc/self/fd | tr '\\n' ' '");
    options.working_directory = "/";
    auto status = co_await run_to_its_end(std::move(options));
    ::close(ours);
    EXPECT_EQ(status, "exit code 0");
    // The fourth is the directory that ls reads.
    EXPECT_EQ(output_, (std::vector<std::string>{"/", "0 1 2 3 "}));
  });
}

TEST_F(ChildProcessTest, SaysWhyItCannotStart) {
  auto options = script("");
  options.command = {"no-such-program-anywhere"};
  const auto missing = ChildProcess::spawn(executor(), options);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().reason(), Reason::kNotFound);
  EXPECT_EQ(missing.error().message(), "starting \"no-such-program-anywhere\": there is no such program");

  options.command = {"/no/such/program"};
  const auto missing_path = ChildProcess::spawn(executor(), options);
  ASSERT_FALSE(missing_path.ok());
  EXPECT_EQ(missing_path.error().reason(), Reason::kNotFound);

  options.command = {"/etc/passwd"};
  const auto no_program = ChildProcess::spawn(executor(), options);
  ASSERT_FALSE(no_program.ok());
  EXPECT_EQ(no_program.error().reason(), Reason::kSystem);
  EXPECT_EQ(no_program.error().message(), "starting \"/etc/passwd\": Permission denied");

  options.command = {"/bin/true"};
  options.working_directory = "/no/such/directory";
  const auto no_directory = ChildProcess::spawn(executor(), options);
  ASSERT_FALSE(no_directory.ok());
  EXPECT_EQ(no_directory.error().reason(), Reason::kSystem);

  options.command = {};
  const auto nothing = ChildProcess::spawn(executor(), options);
  ASSERT_FALSE(nothing.ok());
  EXPECT_EQ(nothing.error().reason(), Reason::kInvalid);
}

TEST_F(ChildProcessTest, WaitingGivesUp) {
  run([&]() -> Awaitable<void> {
    auto process = spawn_must_work(script("exec sleep 1000"));
    const auto moment = in_a_moment();
    auto waited = co_await process->wait_for_exit(moment);
    EXPECT_FALSE(waited.ok());
    EXPECT_EQ(waited.error().reason(), Reason::kTimeout);
    EXPECT_EQ(process->exit_status(), std::nullopt);
    TaskGroup group(executor());
    Reason reason = Reason::kUnknown;
    auto waiter = [&]() -> Awaitable<void> {
      const auto deadline = soon();
      auto ended = co_await process->wait_for_exit(deadline);
      if (!ended) reason = ended.error().reason();
    };
    group.spawn(waiter());
    group.request_stop();
    co_await group.wait_until_empty();
    EXPECT_EQ(reason, Reason::kCancelled);
  });
}

TEST_F(ChildProcessTest, StopsGently) {
  run([&]() -> Awaitable<void> {
    auto process = spawn_must_work(script("trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.01; done"));
    co_await wait_for_lines(1);
    const auto deadline = soon();
    auto status = co_await process->stop(SIGTERM, deadline);
    EXPECT_EQ(status.to_string(), "exit code 7");
    EXPECT_EQ(output_, (std::vector<std::string>{"ready", "bye"}));
    EXPECT_EQ(process->exit_status()->to_string(), "exit code 7");
    auto again = co_await process->stop(SIGTERM, deadline);
    EXPECT_EQ(again.to_string(), "exit code 7");
  });
}

TEST_F(ChildProcessTest, KillsWhoIgnoresTheSignal) {
  run([&]() -> Awaitable<void> {
    auto process = spawn_must_work(script("trap '' TERM; echo ready; while :; do sleep 0.01; done"));
    co_await wait_for_lines(1);
    const auto moment = in_a_moment();
    auto status = co_await process->stop(SIGTERM, moment);
    EXPECT_EQ(status.to_string(), "signal 9 (Killed)");
  });
}

TEST_F(ChildProcessTest, TheWholeGroupEnds) {
  run([&]() -> Awaitable<void> {
    auto process = spawn_must_work(script("sleep 1000 & echo $!; wait"));
    co_await wait_for_lines(1);
    const auto grandchild = static_cast<pid_t>(std::stol(output_[0]));
    EXPECT_TRUE(is_alive(grandchild));
    const auto deadline = soon();
    auto status = co_await process->stop(SIGTERM, deadline);
    EXPECT_EQ(status.to_string(), "signal 15 (Terminated)");
    EXPECT_TRUE(is_gone_soon(grandchild));
  });
}

TEST_F(ChildProcessTest, NothingOutlivesTheOwner) {
  run([&]() -> Awaitable<void> {
    auto process = spawn_must_work(script("trap '' TERM; sleep 1000 & echo $!; wait"));
    co_await wait_for_lines(1);
    const auto grandchild = static_cast<pid_t>(std::stol(output_[0]));
    const pid_t child = process->pid();
    process.reset();
    EXPECT_FALSE(is_alive(child));
    EXPECT_TRUE(is_gone_soon(grandchild));
  });
}

// An exited program with a descendant that keeps its output open.
TEST_F(ChildProcessTest, TheExitDoesNotWaitForWhoHoldsTheOutput) {
  run([&]() -> Awaitable<void> {
    auto process = spawn_must_work(script("sleep 1000 & echo $!; exit 4"));
    const auto deadline = soon();
    auto waited = co_await process->wait_for_exit(deadline);
    EXPECT_TRUE(waited.ok());
    EXPECT_EQ(process->exit_status()->to_string(), "exit code 4");
    EXPECT_EQ(output_.size(), 1U);
  });
}

TEST_F(ChildProcessTest, TheOwnerMayGoInTheMiddleOfALine) {
  run([&]() -> Awaitable<void> {
    std::unique_ptr<ChildProcess> process;
    WaitEvent gone(executor());
    auto options = script("while :; do echo again; done");
    options.on_line = [&](OutputChannel /*channel*/, std::string_view /*line*/) {
      process.reset();
      gone.set();
    };
    process = spawn_must_work(std::move(options));
    const auto deadline = soon();
    auto waited = co_await gone.wait(deadline);
    EXPECT_TRUE(waited.ok());
    EXPECT_EQ(process, nullptr);
  });
}

TEST_F(ChildProcessTest, ADaemonIsReapedAtTheEnd) {
  become_subreaper();
  run([&]() -> Awaitable<void> {
    // The daemon leaves its group and its parent, as daemons do.
    auto process = spawn_must_work(script("setsid sh -c 'echo $$; exec sleep 1000' & exit 0"));
    co_await wait_for_lines(1);
    const auto daemon = static_cast<pid_t>(std::stol(output_[0]));
    const auto deadline = soon();
    auto waited = co_await process->wait_for_exit(deadline);
    EXPECT_TRUE(waited.ok());
    process.reset();
    EXPECT_TRUE(is_alive(daemon));
    EXPECT_EQ(kill_remaining_children(), 1);
    EXPECT_FALSE(is_alive(daemon));
    EXPECT_EQ(kill_remaining_children(), 0);
  });
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

}  // namespace
}  // namespace gauntlet::net
