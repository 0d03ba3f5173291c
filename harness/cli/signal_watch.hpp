// SignalWatch: SIGINT and SIGTERM as values for the one thread that waits for them. Made before any other thread is,
// so that all of them have the signals blocked.
#pragma once

#include "foundation/base/deadline.hpp"

#include <csignal>
#include <string>

namespace gauntlet::cli {

class SignalWatch {
 public:
  enum class Kind { kSignal, kDone, kDeadline };
  struct Event {
    Kind kind = Kind::kDone;
    int signal_number = 0;
  };

  SignalWatch();
  ~SignalWatch();  // as it was before; signals that nobody has waited for are dropped
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  Event wait(base::Deadline deadline) const;
  // From any thread: the one that waits gets kDone.
  void announce_done() const;

 private:
  sigset_t watched_{};
  sigset_t before_{};
};

// "signal 2 (interrupt)".
std::string describe_signal(int signal_number);

}  // namespace gauntlet::cli
