#include "harness/cluster/api_time.hpp"

#include <fmt/chrono.h>

namespace gauntlet::cluster {

std::string to_api_time(base::WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)));
}

}  // namespace gauntlet::cluster
