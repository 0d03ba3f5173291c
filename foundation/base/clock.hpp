// Clock: where time comes from, so that a test can hold it. The only place that may ask the system.
#pragma once

#include <chrono>

namespace gauntlet::base {

using Duration = std::chrono::nanoseconds;
using TimePoint = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;       // monotonic, for deadlines and durations
  virtual WallTime wall_time() const = 0;  // for time stamps that people and APIs read
};

class SystemClock final : public Clock {
 public:
  TimePoint now() const override;
  WallTime wall_time() const override;
};

// The system's, whose wall time can be put forward or back: as of a machine whose clock was wrong.
class SteppedClock final : public Clock {
 public:
  TimePoint now() const override { return system_.now(); }
  WallTime wall_time() const override { return system_.wall_time() + step_; }
  void step(Duration by) { step_ += std::chrono::duration_cast<WallTime::duration>(by); }

 private:
  SystemClock system_;
  WallTime::duration step_{};
};

// Moves only when told to.
class ManualClock final : public Clock {
 public:
  TimePoint now() const override { return now_; }
  WallTime wall_time() const override { return wall_; }
  void advance(Duration by);

 private:
  TimePoint now_{};
  WallTime wall_{};
};

}  // namespace gauntlet::base
