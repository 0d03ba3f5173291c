#include "harness/traffic/kept_connections.hpp"

#include "harness/traffic/client_opener.hpp"

#include <map>
#include <tuple>

namespace gauntlet::traffic {

namespace {

constexpr std::size_t kMostKept = 32;

// What has to be equal for two requests to share a connection.
using Key = std::tuple<std::string, bool, std::string, std::string, bool, std::string>;

Key key_of(const RoundTripRequest& request) {
  const TlsProbe probe = request.tls.value_or(TlsProbe());
  return {request.to.to_string(), request.tls.has_value(), probe.server_name, probe.trusted_pem,
          probe.verify,           probe.client_chain_pem};
}

struct KeptConnection {
  http::ClientConnection connection;
  std::string leaf_fingerprint;
  std::string leaf_subject;
  net::Endpoint local;
};

}  // namespace

struct KeptConnections::State {
  std::map<Key, KeptConnection> kept;
};

KeptConnections::KeptConnections() : state_(std::make_unique<State>()) {}
KeptConnections::~KeptConnections() = default;

net::Awaitable<RoundTrip> KeptConnections::send(RoundTripRequest request, base::Deadline deadline) {
  const Key key = key_of(request);
  const auto left = state_->kept.find(key);
  if (left != state_->kept.end()) {
    KeptConnection kept = std::move(left->second);
    state_->kept.erase(left);
    RoundTrip trip;
    trip.connection = ConnectionUse::kKept;
    trip.local = kept.local;
    trip.leaf_fingerprint = kept.leaf_fingerprint;
    trip.leaf_subject = kept.leaf_subject;
    const auto exchanged = co_await exchange(kept.connection, request.request, trip, deadline);
    // Once an answer has begun, its end is what happened to this request.
    const bool has_ended = trip.outcome == Outcome::kReset && !kept.connection.answer_begun();
    if (exchanged && kept.connection.reusable()) state_->kept.emplace(key, std::move(kept));
    if (!has_ended) co_return trip;
  }
  RoundTrip trip;
  auto connection = co_await open_client(request, trip, deadline);
  if (!connection) co_return trip;
  const auto exchanged = co_await exchange(*connection, request.request, trip, deadline);
  if (exchanged && connection->reusable() && state_->kept.size() < kMostKept) {
    KeptConnection kept{std::move(*connection), trip.leaf_fingerprint, trip.leaf_subject, trip.local};
    state_->kept.emplace(key, std::move(kept));
  }
  co_return trip;
}

}  // namespace gauntlet::traffic
