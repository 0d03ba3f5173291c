// ClientOpener: a connection for a request, secured where it asks for it; what goes wrong is noted in the round trip.
// Internal to traffic.
#pragma once

#include "foundation/http/client_connection.hpp"
#include "harness/traffic/round_trip.hpp"

#include <optional>

namespace gauntlet::traffic {

// nullopt: `trip` says why. Both references are used only until it ends.
net::Awaitable<std::optional<http::ClientConnection>> open_client(const RoundTripRequest& request, RoundTrip& trip,
                                                                  base::Deadline deadline);

// The exchange over an open connection. kClosed and kReset are the connection's, before anything of an answer came.
net::Awaitable<base::Result<void>> exchange(http::ClientConnection& connection, const http::Request& request,
                                            RoundTrip& trip, base::Deadline deadline);

}  // namespace gauntlet::traffic
