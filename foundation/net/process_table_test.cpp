#include "foundation/net/process_table.hpp"

#include "foundation/net/child_process.hpp"
#include "foundation/net/loop_test.hpp"
#include "foundation/net/wait_event.hpp"

#include <algorithm>
#include <csignal>
#include <unistd.h>

namespace gauntlet::net {
namespace {

const RunningProcess* find(const std::vector<RunningProcess>& processes, pid_t pid) {
  const auto found = std::find_if(processes.begin(), processes.end(),
                                  [pid](const RunningProcess& process) { return process.pid == pid; });
  return found == processes.end() ? nullptr : &*found;
}

class ProcessTableTest : public LoopTest {
 protected:
  // A program whose name has what separates the fields of /proc/pid/stat.
  std::unique_ptr<ChildProcess> sleeper() {
    ChildProcessOptions options;
    options.command = {"/bin/sh", "-c", "printf 'x) Z 1 (y' > /proc/$$/comm; echo named; sleep 1000; true"};
    options.environment = {{"PATH", "/usr/bin:/bin"}, {"MARK", "a=b c"}};
    options.on_line = [this](OutputChannel, std::string_view) { named_.set(); };
    auto process = ChildProcess::spawn(executor(), std::move(options));
    return process ? std::move(*process) : nullptr;
  }

  WaitEvent named_{executor()};
};

TEST_F(ProcessTableTest, KnowsUs) {
  const auto processes = running_processes();
  const RunningProcess* us = find(processes, ::getpid());
  ASSERT_NE(us, nullptr);
  EXPECT_EQ(us->parent, ::getppid());
}

TEST_F(ProcessTableTest, KnowsAChildWhateverItsName) {
  run([&]() -> Awaitable<void> {
    auto child = sleeper();
    if (!child) {
      ADD_FAILURE() << "no child";
      co_return;
    }
    const auto deadline = soon();
    auto named = co_await named_.wait(deadline);
    EXPECT_TRUE(named.ok());
    const auto processes = running_processes();
    const RunningProcess* found = find(processes, child->pid());
    EXPECT_NE(found, nullptr);
    if (found == nullptr) co_return;
    EXPECT_EQ(found->parent, ::getpid());
    EXPECT_FALSE(found->is_zombie);
    const auto environment = environment_of(child->pid());
    EXPECT_NE(std::find(environment.begin(), environment.end(), "MARK=a=b c"), environment.end());
    EXPECT_EQ(find_process(child->pid())->started, found->started);
    auto status = co_await child->stop(SIGKILL, deadline);
    EXPECT_EQ(status.to_string(), "signal 9 (Killed)");
    EXPECT_FALSE(find_process(child->pid()));
  });
}

TEST_F(ProcessTableTest, KnowsAZombie) {
  run([&]() -> Awaitable<void> {
    ChildProcessOptions options;
    options.command = {"/bin/true"};
    auto child = ChildProcess::spawn(executor(), std::move(options));
    const auto deadline = soon();
    auto ended = co_await (*child)->wait_for_exit(deadline);
    EXPECT_TRUE(ended.ok());
    const auto process = find_process((*child)->pid());
    EXPECT_TRUE(process && process->is_zombie);
  });
}

TEST_F(ProcessTableTest, KnowsNothingOfAProcessThatIsNotThere) {
  EXPECT_FALSE(find_process(-7));
  EXPECT_EQ(environment_of(-7), std::vector<std::string>{});
}

}  // namespace
}  // namespace gauntlet::net
