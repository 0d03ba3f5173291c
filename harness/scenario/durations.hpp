// Durations as case files write them: 250ms, 3s, 2m, 1h; for certificates also days, and times before now (-30d).
#pragma once

#include "foundation/base/clock.hpp"

#include <optional>
#include <string_view>

namespace gauntlet::scenario {

// Whole numbers of ms, s, m or h, not negative. nullopt: anything else, or more than ten years.
std::optional<base::Duration> parse_duration(std::string_view text);

// An offset from now: a sign is allowed, and the unit d (24 hours).
std::optional<base::Duration> parse_time_offset(std::string_view text);

}  // namespace gauntlet::scenario
