#include "foundation/net/child_process.hpp"

#include "foundation/net/process_table.hpp"
#include "foundation/net/program_start.hpp"
#include "foundation/net/wait_queue.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gauntlet::net {

namespace asio = boost::asio;

namespace {

using Descriptor = asio::posix::basic_stream_descriptor<LoopExecutor>;

constexpr std::size_t kLongestLine = 16 * 1024;
// Of one channel before others get their turn; far more than a pipe holds.
constexpr std::size_t kBytesPerTurn = 256 * 1024;

// One of the program's outputs, and the line that has not ended yet.
struct Channel {
  Channel(asio::io_context& loop, OutputChannel its_kind, int number) : kind(its_kind), descriptor(loop, number) {
    ::fcntl(number, F_SETFL, O_NONBLOCK);
  }

  OutputChannel kind;
  Descriptor descriptor;
  std::string partial;
};

}  // namespace

std::string ExitStatus::to_string() const {
  if (code) return "exit code " + std::to_string(*code);
  if (!signal) return "an unknown end";
  const char* const description = ::sigdescr_np(*signal);
  return "signal " + std::to_string(*signal) + (description ? " (" + std::string(description) + ")" : "");
}

// The program and what is read from it. Pending handlers hold it too, so that it outlives them; once abandoned they do
// nothing more.
struct ChildProcess::State {
  struct Process;
  std::shared_ptr<Process> process;
};

struct ChildProcess::State::Process {
  Process(asio::io_context& loop, const StartedProgram& started, ChildProcessOptions& options)
      : pid(started.pid),
        on_line(std::move(options.on_line)),
        pidfd(loop, started.pidfd),
        output(loop, OutputChannel::kStdout, started.standard_output),
        error(loop, OutputChannel::kStderr, started.standard_error) {}

  void read_lines(Channel& channel);
  void cut_lines(Channel& channel, std::string_view bytes);
  void end_line(Channel& channel);
  void note_exit();
  void kill_group(int signal_number) const;
  void reap();
  void abandon();

  static void watch(const std::shared_ptr<Process>& process, Channel& channel);
  static void watch_exit(const std::shared_ptr<Process>& process);

  pid_t pid;
  std::function<void(OutputChannel, std::string_view)> on_line;
  Descriptor pidfd;
  Channel output;
  Channel error;
  std::optional<ExitStatus> status;
  WaitQueue ended;
  bool reaped = false;
  bool abandoned = false;
};

// The bytes are read here and not by Asio, so that those of the last moment come before the exit.
void ChildProcess::State::Process::read_lines(Channel& channel) {
  std::array<char, 16 * 1024> buffer;
  for (std::size_t total = 0; total < kBytesPerTurn && channel.descriptor.is_open() && !abandoned;) {
    const ssize_t count = ::read(channel.descriptor.native_handle(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (count <= 0) {
      end_line(channel);
      boost::system::error_code ignored;
      channel.descriptor.close(ignored);
      return;
    }
    total += static_cast<std::size_t>(count);
    cut_lines(channel, std::string_view(buffer.data(), static_cast<std::size_t>(count)));
  }
}

void ChildProcess::State::Process::cut_lines(Channel& channel, std::string_view bytes) {
  while (!bytes.empty() && !abandoned) {
    const bool at_newline = bytes.front() == '\n';
    if (at_newline || channel.partial.size() == kLongestLine) {
      const std::string line = std::exchange(channel.partial, std::string());
      if (on_line) on_line(channel.kind, line);
    }
    if (at_newline) bytes.remove_prefix(1);
    const std::size_t count = std::min({bytes.size(), bytes.find('\n'), kLongestLine - channel.partial.size()});
    channel.partial.append(bytes.substr(0, count));
    bytes.remove_prefix(count);
  }
}

void ChildProcess::State::Process::end_line(Channel& channel) {
  if (channel.partial.empty()) return;
  const std::string line = std::exchange(channel.partial, std::string());
  if (on_line) on_line(channel.kind, line);
}

// The zombie stays until reap(): as long as it is there, its process group cannot become somebody else's.
void ChildProcess::State::Process::note_exit() {
  siginfo_t info{};
  ExitStatus ended_with;
  if (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT | WNOHANG) == 0 && info.si_pid == pid) {
    (info.si_code == CLD_EXITED ? ended_with.code : ended_with.signal) = info.si_status;
  }
  // Its own last words are in the pipes now. Whoever inherited them may write on, and is read on.
  for (Channel* channel : {&output, &error}) {
    read_lines(*channel);
    if (!abandoned) end_line(*channel);
  }
  status = ended_with;
  ended.wake_all();
}

void ChildProcess::State::Process::kill_group(int signal_number) const {
  if (!reaped) ::kill(-pid, signal_number);
}

void ChildProcess::State::Process::reap() {
  if (reaped) return;
  kill_group(SIGKILL);
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
  reaped = true;
}

void ChildProcess::State::Process::abandon() {
  abandoned = true;
  boost::system::error_code ignored;
  pidfd.close(ignored);
  output.descriptor.close(ignored);
  error.descriptor.close(ignored);
}

void ChildProcess::State::Process::watch(const std::shared_ptr<Process>& process, Channel& channel) {
  channel.descriptor.async_wait(Descriptor::wait_read, [process, &channel](const boost::system::error_code& failure) {
    if (failure || process->abandoned) return;
    process->read_lines(channel);
    if (channel.descriptor.is_open()) watch(process, channel);
  });
}

void ChildProcess::State::Process::watch_exit(const std::shared_ptr<Process>& process) {
  process->pidfd.async_wait(Descriptor::wait_read, [process](const boost::system::error_code& failure) {
    if (!failure && !process->abandoned) process->note_exit();
  });
}

base::Result<std::unique_ptr<ChildProcess>> ChildProcess::spawn(Executor executor, ChildProcessOptions options) {
  const auto started = start_program(options);
  if (!started) return started.error();
  auto state = std::make_unique<State>();
  state->process = std::make_shared<State::Process>(context_of(executor), *started, options);
  State::Process::watch(state->process, state->process->output);
  State::Process::watch(state->process, state->process->error);
  State::Process::watch_exit(state->process);
  return std::unique_ptr<ChildProcess>(new ChildProcess(std::move(state)));
}

ChildProcess::ChildProcess(std::unique_ptr<State> state) : state_(std::move(state)) {}

ChildProcess::~ChildProcess() {
  state_->process->abandon();
  state_->process->reap();
}

pid_t ChildProcess::pid() const {
  return state_->process->pid;
}

std::optional<ExitStatus> ChildProcess::exit_status() const {
  return state_->process->status;
}

Awaitable<base::Result<void>> ChildProcess::wait_for_exit(base::Deadline deadline) {
  State::Process& process = *state_->process;
  while (!process.status) {
    auto ending = co_await process.ended.wait(deadline, EndsOn::kRequestedStop);
    if (ending == Operation::Ending::kTimeout) {
      co_return base::Error(base::Reason::kTimeout, "process " + std::to_string(process.pid) + " still runs");
    }
    if (ending == Operation::Ending::kCancelled) {
      co_return base::Error(base::Reason::kCancelled, "asked to stop while waiting for a process");
    }
  }
  co_return base::Result<void>();
}

void ChildProcess::signal_group(int signal_number) {
  state_->process->kill_group(signal_number);
}

Awaitable<ExitStatus> ChildProcess::stop(int signal_number, base::Deadline gentle_until) {
  State::Process& process = *state_->process;
  if (!process.status) process.kill_group(signal_number);
  while (!process.status) {
    auto ending = co_await process.ended.wait_whatever_happens(gentle_until);
    if (ending == Operation::Ending::kTimeout) break;
  }
  process.kill_group(SIGKILL);
  const auto never = base::Deadline::never();
  while (!process.status) {
    auto ending = co_await process.ended.wait_whatever_happens(never);
    static_cast<void>(ending);
  }
  process.reap();
  co_return *process.status;
}

void become_subreaper() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

namespace {

std::vector<RunningProcess> children_of_ours() {
  std::vector<RunningProcess> children = running_processes();
  std::erase_if(children, [](const RunningProcess& process) { return process.parent != ::getpid(); });
  return children;
}

}  // namespace

int kill_remaining_children() {
  int count = 0;
  // Each round hands us the children of those that it ended, if we are their reaper.
  for (auto children = children_of_ours(); !children.empty(); children = children_of_ours()) {
    for (const RunningProcess& child : children) {
      if (!child.is_zombie) ++count;
      ::kill(child.pid, SIGKILL);
    }
    for (const RunningProcess& child : children) {
      while (::waitpid(child.pid, nullptr, 0) < 0 && errno == EINTR) continue;
    }
  }
  return count;
}

}  // namespace gauntlet::net
