#include "foundation/base/clock.hpp"

namespace gauntlet::base {

TimePoint SystemClock::now() const {
  return std::chrono::steady_clock::now();
}

WallTime SystemClock::wall_time() const {
  return std::chrono::system_clock::now();
}

void ManualClock::advance(Duration by) {
  now_ += std::chrono::duration_cast<TimePoint::duration>(by);
  wall_ += std::chrono::duration_cast<WallTime::duration>(by);
}

}  // namespace gauntlet::base
