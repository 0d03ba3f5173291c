#include "foundation/net/program_start.hpp"

#include "foundation/base/text.hpp"
#include "foundation/net/sockets.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gauntlet::net {

namespace {

class FileDescriptor {
 public:
  explicit FileDescriptor(int number = -1) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(other.release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    close();
    number_ = other.release();
    return *this;
  }
  ~FileDescriptor() { close(); }
  int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }
  void close() {
    if (number_ >= 0) ::close(release());
  }

  // The same file above the standard three, which the child is about to fill.
  void move_up() {
    if (number_ < 0 || number_ > STDERR_FILENO) return;
    *this = FileDescriptor(::fcntl(number_, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  }

 private:
  int number_;
};

struct PipeEnds {
  FileDescriptor read_end;
  FileDescriptor write_end;

  bool open() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    read_end = FileDescriptor(ends[0]);
    write_end = FileDescriptor(ends[1]);
    read_end.move_up();
    write_end.move_up();
    return read_end.get() >= 0 && write_end.get() >= 0;
  }
};

// What the child says through a pipe that exec closes.
enum class FailedStep { kDirectory, kExec };
struct StartFailure {
  FailedStep step;
  int error_number;
};

// Pointers as exec wants them.
std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

void add_candidates(std::vector<std::string>& candidates, std::string_view path, const std::string& name) {
  for (const std::string_view directory : base::split(path, ':')) {
    candidates.push_back(directory.empty() ? name : std::string(directory) + "/" + name);
  }
}

std::vector<std::string> candidates_for(const ChildProcessOptions& options) {
  const std::string& name = options.command.front();
  if (name.find('/') != std::string::npos) return {name};
  std::vector<std::string> candidates;
  const auto path = options.environment.find("PATH");
  if (path != options.environment.end()) add_candidates(candidates, path->second, name);
  const char* const our_path = std::getenv("PATH");
  if (our_path != nullptr) add_candidates(candidates, our_path, name);
  return candidates;
}

// Everything that the child needs, made before the fork: after it, in a process with threads, nothing may allocate.
struct Plan {
  pid_t parent = ::getpid();
  std::vector<std::string> candidates;
  std::vector<std::string> arguments;
  std::vector<std::string> variables;
  std::vector<char*> argument_pointers;
  std::vector<char*> variable_pointers;
  const char* directory = nullptr;
  FileDescriptor nothing;
  PipeEnds output;
  PipeEnds error;
  PipeEnds failure;

  bool open() {
    nothing = FileDescriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    nothing.move_up();
    return nothing.get() >= 0 && output.open() && error.open() && failure.open();
  }
};

void restore_signals() {
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void give_up(const Plan& plan, FailedStep step, int error_number) {
  const StartFailure failure{step, error_number};
  const ssize_t written = ::write(plan.failure.write_end.get(), &failure, sizeof(failure));
  ::_exit(written > 0 ? 127 : 126);
}

[[noreturn]] void become(const Plan& plan) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != plan.parent) ::_exit(127);  // it died before the line above
  restore_signals();
  ::dup2(plan.nothing.get(), STDIN_FILENO);
  ::dup2(plan.output.write_end.get(), STDOUT_FILENO);
  ::dup2(plan.error.write_end.get(), STDERR_FILENO);
  ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  if (plan.directory != nullptr && ::chdir(plan.directory) != 0) give_up(plan, FailedStep::kDirectory, errno);
  int error_number = ENOENT;
  for (const std::string& candidate : plan.candidates) {
    ::execve(candidate.c_str(), plan.argument_pointers.data(), plan.variable_pointers.data());
    // Like a shell: a directory without the program says nothing, a program that may not be run is remembered.
    if (errno != ENOENT && errno != ENOTDIR) error_number = errno;
    if (error_number != ENOENT && error_number != EACCES) break;
  }
  give_up(plan, FailedStep::kExec, error_number);
}

base::Error start_error(const ChildProcessOptions& options, const StartFailure& failure) {
  const std::string what = "starting \"" + options.command.front() + "\"";
  if (failure.step == FailedStep::kDirectory) {
    return base::Error(base::Reason::kSystem,
                       system_error(what + " in " + options.working_directory, failure.error_number).message());
  }
  if (failure.error_number == ENOENT) return base::Error(base::Reason::kNotFound, what + ": there is no such program");
  return base::Error(base::Reason::kSystem, system_error(what, failure.error_number).message());
}

// Blocks until exec has succeeded (the pipe closes) or failed: the time that exec takes.
bool read_failure(const Plan& plan, StartFailure& failure) {
  ssize_t count = 0;
  do {
    count = ::read(plan.failure.read_end.get(), &failure, sizeof(failure));
  } while (count < 0 && errno == EINTR);
  return count > 0;
}

}  // namespace

base::Result<StartedProgram> start_program(const ChildProcessOptions& options) {
  if (options.command.empty()) return base::Error(base::Reason::kInvalid, "a command needs a program");
  Plan plan;
  plan.candidates = candidates_for(options);
  plan.arguments = options.command;
  for (const auto& [name, value] : options.environment) plan.variables.emplace_back(name).append("=").append(value);
  plan.argument_pointers = pointers_to(plan.arguments);
  plan.variable_pointers = pointers_to(plan.variables);
  if (!options.working_directory.empty()) plan.directory = options.working_directory.c_str();
  const auto failed = [&options] { return start_error(options, StartFailure{FailedStep::kExec, errno}); };
  if (!plan.open()) return failed();

  const pid_t pid = ::fork();
  if (pid == 0) become(plan);
  if (pid < 0) return failed();
  plan.output.write_end.close();
  plan.error.write_end.close();
  plan.failure.write_end.close();
  StartFailure failure{};
  if (read_failure(plan, failure)) {
    ::waitpid(pid, nullptr, 0);
    return start_error(options, failure);
  }
  FileDescriptor pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (pidfd.get() < 0) {
    const int error_number = errno;
    ::kill(-pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return base::Error(base::Reason::kSystem, system_error("watching a process", error_number).message());
  }
  StartedProgram started;
  started.pid = pid;
  started.pidfd = pidfd.release();
  started.standard_output = plan.output.read_end.release();
  started.standard_error = plan.error.read_end.release();
  return started;
}

}  // namespace gauntlet::net
