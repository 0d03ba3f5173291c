#include "harness/selftest/program.hpp"

#include "foundation/net/timer.hpp"

#include <csignal>
#include <cstdlib>

namespace gauntlet::selftest {

namespace {

using namespace std::chrono_literals;

// No healthy program gets there, on however slow a machine.
constexpr base::Duration kPatience = 240s;
constexpr base::Duration kLookAgain = 10ms;

}  // namespace

Program::Program(std::vector<std::string> command, const std::string& folder) {
  loop_.start("program");
  net::ChildProcessOptions options;
  options.command = std::move(command);
  const char* const path = std::getenv("PATH");
  options.environment = {{"PATH", path == nullptr ? "/usr/bin:/bin" : path}, {"NO_COLOR", "1"}};
  options.working_directory = folder;
  options.on_line = [this](net::OutputChannel channel, std::string_view line) { note(channel, line); };
  loop_.run_and_wait([&] {
    auto started = net::ChildProcess::spawn(loop_.executor(), std::move(options));
    if (!started) {
      note(net::OutputChannel::kStderr, started.error().to_string());
      return;
    }
    process_ = std::move(started).value();
    pid_ = process_->pid();
  });
}

Program::~Program() {
  loop_.run_and_wait_for([this]() -> net::Awaitable<void> {
    if (process_) {
      const base::Deadline at_once = base::Deadline::at({});
      co_await process_->stop(SIGKILL, at_once);
    }
    process_.reset();
  });
}

std::string Program::out() const {
  const std::lock_guard lock(mutex_);
  return out_;
}

bool Program::wait_for_output(std::string_view text) {
  const auto found = [&] { return out().find(text) != std::string::npos; };
  const bool decided = eventually([&] { return found() || has_ended(); });
  return decided && found();
}

bool Program::has_ended() {
  bool ended = false;
  loop_.run_and_wait([&] { ended = !process_ || process_->exit_status().has_value(); });
  return ended;
}

void Program::signal(int number) {
  loop_.run_and_wait([&] {
    if (process_) process_->signal_group(number);
  });
}

ProgramEnd Program::wait() {
  ProgramEnd end;
  loop_.run_and_wait_for([&]() -> net::Awaitable<void> {
    if (!process_) {
      end.how = "did not start";
      co_return;
    }
    const base::Deadline deadline = base::Deadline::after(kPatience);
    const auto ended = co_await process_->wait_for_exit(deadline);
    if (!ended) {
      end.how = ended.error().to_string();
      co_return;
    }
    end.exit_code = process_->exit_status()->code.value_or(-1);
    end.how = process_->exit_status()->to_string();
  });
  const std::lock_guard lock(mutex_);
  end.out = out_;
  end.err = err_;
  return end;
}

void Program::note(net::OutputChannel channel, std::string_view line) {
  const std::lock_guard lock(mutex_);
  std::string& text = channel == net::OutputChannel::kStdout ? out_ : err_;
  text += line;
  text += '\n';
}

bool eventually(const std::function<bool()>& condition) {
  bool is_true = false;
  net::EventLoop loop;
  const auto look = [&]() -> net::Awaitable<void> {
    const base::Deadline deadline = base::Deadline::after(kPatience);
    for (;;) {
      is_true = condition();
      if (is_true || deadline.has_passed(base::SystemClock().now())) co_return;
      const auto waited = co_await net::wait_for(kLookAgain);
      base::ignore_failure(waited);
    }
  };
  loop.run_until_done(look());
  return is_true;
}

ProgramEnd run_program(std::vector<std::string> command, const std::string& folder) {
  Program program(std::move(command), folder);
  return program.wait();
}

}  // namespace gauntlet::selftest
