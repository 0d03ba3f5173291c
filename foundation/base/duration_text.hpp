// Durations as people write them in files: 250ms, 3s, 2m, 1h.
#pragma once

#include "foundation/base/clock.hpp"

#include <optional>
#include <string_view>

namespace gauntlet::base {

// Whole numbers of ms, s, m or h, not negative. nullopt: anything else, or more than ten years.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace gauntlet::base
