// Deadline: the absolute moment at which an operation gives up; made once, handed down every call.
#pragma once

#include "foundation/base/clock.hpp"

namespace gauntlet::base {

class Deadline {
 public:
  static Deadline never() { return Deadline(TimePoint::max()); }
  static Deadline at(TimePoint when) { return Deadline(when); }
  static Deadline after(Duration delay) {
    return Deadline(SystemClock().now() + std::chrono::duration_cast<TimePoint::duration>(delay));
  }

  TimePoint when() const { return when_; }
  bool is_never() const { return when_ == TimePoint::max(); }
  bool has_passed(TimePoint now) const { return now >= when_; }
  Deadline earlier_of(Deadline other) const { return when_ < other.when_ ? *this : other; }

  friend bool operator==(Deadline, Deadline) = default;

 private:
  explicit Deadline(TimePoint when) : when_(when) {}
  TimePoint when_;
};

}  // namespace gauntlet::base
