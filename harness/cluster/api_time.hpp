// metav1.Time: "2006-01-02T15:04:05Z", in whole seconds.
#pragma once

#include "foundation/base/clock.hpp"

#include <string>

namespace gauntlet::cluster {

std::string to_api_time(base::WallTime time);

}  // namespace gauntlet::cluster
