// Readiness: one look whether a controller may be judged; the error says what is missing.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/base/result.hpp"
#include "foundation/net/awaitable.hpp"
#include "foundation/net/endpoint.hpp"

#include <string>

namespace gauntlet::launch {

// Ok where GET of the URL (http://, a loopback address or localhost) is answered with 200.
net::Awaitable<base::Result<void>> probe_url(std::string url, base::Deadline deadline);
// Ok where a connection is accepted.
net::Awaitable<base::Result<void>> probe_listener(net::Endpoint endpoint, base::Deadline deadline);

}  // namespace gauntlet::launch
