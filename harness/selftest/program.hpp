// Program: one of our programs as a user starts it, with its output kept. For the self tests.
#pragma once

#include "foundation/net/child_process.hpp"
#include "foundation/net/event_loop.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace gauntlet::selftest {

struct ProgramEnd {
  int exit_code = -1;  // -1: it ended by a signal, or did not end in time
  std::string how;     // "exit code 3"
  std::string out;
  std::string err;
};

class Program {
 public:
  // In `folder`; the environment is PATH and NO_COLOR alone.
  Program(std::vector<std::string> command, const std::string& folder);
  ~Program();  // kills what is left
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  pid_t pid() const { return pid_; }
  std::string out() const;
  // False if the text did not come in time, or the program ended before.
  bool wait_for_output(std::string_view text);
  bool has_ended();
  void signal(int number);
  ProgramEnd wait();

 private:
  void note(net::OutputChannel channel, std::string_view line);

  mutable std::mutex mutex_;  // the output is written on the loop
  std::string out_;
  std::string err_;
  net::EventLoop loop_;
  std::unique_ptr<net::ChildProcess> process_;
  pid_t pid_ = 0;
};

// Whether it comes to be true in time; asks again and again.
bool eventually(const std::function<bool()>& condition);

ProgramEnd run_program(std::vector<std::string> command, const std::string& folder);

}  // namespace gauntlet::selftest
