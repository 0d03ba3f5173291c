// Timer: waiting for a moment. For pacing and back-off, never for hoping that something has happened meanwhile.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/base/result.hpp"
#include "foundation/net/awaitable.hpp"

namespace gauntlet::net {

// Precise, unlike the deadlines of streams. Ok at the moment, kCancelled when the task is asked to stop before.
Awaitable<base::Result<void>> wait_until(base::TimePoint moment);
Awaitable<base::Result<void>> wait_for(base::Duration duration);

}  // namespace gauntlet::net
