// What the programs of bench/ share: to end at the first failure, and the clock in milliseconds.
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/base/result.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace gauntlet::bench {

inline void must(const base::Error* error) {
  if (error == nullptr) return;
  fmt::print(stderr, "{}: {}\n", program_invocation_short_name, error->to_string());
  std::exit(1);
}

template <typename T>
void must(const base::Result<T>& result) {
  must(result ? nullptr : &result.error());
}

inline double milliseconds_between(base::TimePoint begin, base::TimePoint end) {
  return std::chrono::duration<double, std::milli>(end - begin).count();
}

inline double milliseconds_since(base::TimePoint begin) {
  return milliseconds_between(begin, base::SystemClock().now());
}

}  // namespace gauntlet::bench
