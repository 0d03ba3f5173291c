#include "harness/cli/signal_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace gauntlet::cli {

namespace {

constexpr int kDoneSignal = SIGUSR1;
constexpr int kFailed = -1;

}  // namespace

SignalWatch::SignalWatch() {
  ::sigemptyset(&watched_);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, kDoneSignal}) ::sigaddset(&watched_, number);
  ::pthread_sigmask(SIG_BLOCK, &watched_, &before_);
}

SignalWatch::~SignalWatch() {
  // What nobody waited for, say a second signal while we end: it would end us another way as soon as it is let through.
  const timespec at_once{};
  while (::sigtimedwait(&watched_, nullptr, &at_once) != kFailed || errno == EINTR) {
  }
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

SignalWatch::Event SignalWatch::wait(base::Deadline deadline) const {
  for (;;) {
    int number = kFailed;
    if (deadline.is_never()) {
      if (::sigwait(&watched_, &number) != 0) continue;
    } else {
      const auto left = std::max(deadline.when() - base::SystemClock().now(), base::TimePoint::duration::zero());
      const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
      timespec patience{};
      patience.tv_sec = seconds.count();
      patience.tv_nsec = std::chrono::nanoseconds(left - seconds).count();
      number = ::sigtimedwait(&watched_, nullptr, &patience);
      if (number == kFailed && errno == EAGAIN) return {Kind::kDeadline, 0};
      if (number == kFailed) continue;
    }
    return number == kDoneSignal ? Event{Kind::kDone, 0} : Event{Kind::kSignal, number};
  }
}

void SignalWatch::announce_done() const {
  ::kill(::getpid(), kDoneSignal);
}

std::string describe_signal(int signal_number) {
  switch (signal_number) {
    case SIGINT:
      return "signal 2 (interrupt)";
    case SIGTERM:
      return "signal 15 (terminated)";
    default:
      return fmt::format("signal {}", signal_number);
  }
}

}  // namespace gauntlet::cli
