#include "harness/cli/signal_watch.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

namespace gauntlet::cli {
namespace {

TEST(SignalWatch, SignalsAreValues) {
  const SignalWatch signals;
  ::kill(::getpid(), SIGTERM);
  const SignalWatch::Event event = signals.wait(base::Deadline::never());
  EXPECT_EQ(event.kind, SignalWatch::Kind::kSignal);
  EXPECT_EQ(event.signal_number, SIGTERM);
}

TEST(SignalWatch, TheEndOfTheWorkIsAnEventToo) {
  const SignalWatch signals;
  signals.announce_done();
  EXPECT_EQ(signals.wait(base::Deadline::never()).kind, SignalWatch::Kind::kDone);
}

TEST(SignalWatch, ADeadlineIsKept) {
  const SignalWatch signals;
  EXPECT_EQ(signals.wait(base::Deadline::at({})).kind, SignalWatch::Kind::kDeadline);
}

// The work ends while a signal has ended it already: this test is alive afterwards.
TEST(SignalWatch, WhatNobodyWaitedForEndsNobody) {
  {
    const SignalWatch signals;
    ::kill(::getpid(), SIGINT);
    signals.announce_done();
    ::kill(::getpid(), SIGTERM);
    signals.wait(base::Deadline::never());
  }
  const SignalWatch signals;
  EXPECT_EQ(signals.wait(base::Deadline::at({})).kind, SignalWatch::Kind::kDeadline);
}

}  // namespace
}  // namespace gauntlet::cli
