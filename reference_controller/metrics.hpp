// What the controller has counted, as text for Prometheus (exposition format 0.0.4): names, units and types by its
// conventions.
#pragma once

#include "foundation/base/clock.hpp"
#include "reference_controller/proxy/proxy_counters.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace gauntlet::reference {

struct WatchCounts {
  std::string resource;            // "ingresses.networking.k8s.io"
  std::uint64_t lists = 0;         // the first one, and one wherever the watch could not go on
  std::uint64_t watch_starts = 0;  // the first one as well
};

struct Measurements {
  std::array<std::uint64_t, kRequestOutcomes> requests{};  // of all loops, by RequestOutcome
  std::size_t routes = 0;
  std::uint64_t reconciles = 0;
  base::Duration reconcile_time{};  // of all of them
  std::vector<WatchCounts> watches;
};

inline constexpr const char* kMetricsContentType = "text/plain; version=0.0.4; charset=utf-8";
std::string metrics_text(const Measurements& measured);

}  // namespace gauntlet::reference
