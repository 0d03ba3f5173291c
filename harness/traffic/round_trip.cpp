#include "harness/traffic/round_trip.hpp"

#include "harness/traffic/client_opener.hpp"

namespace gauntlet::traffic {

net::Awaitable<RoundTrip> send_request(RoundTripRequest request, base::Deadline deadline) {
  RoundTrip trip;
  auto connection = co_await open_client(request, trip, deadline);
  if (!connection) co_return trip;
  const auto exchanged = co_await exchange(*connection, request.request, trip, deadline);
  base::ignore_failure(exchanged);  // noted in the round trip
  connection->close();
  co_return trip;
}

}  // namespace gauntlet::traffic
