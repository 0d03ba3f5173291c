#include "harness/traffic/client_opener.hpp"

#include "foundation/net/dialer.hpp"
#include "foundation/net/tls_stream.hpp"

namespace gauntlet::traffic {

namespace {

using base::Error;
using base::Reason;
using base::Result;
using net::Awaitable;
using Stream = std::unique_ptr<net::ByteStream>;

base::TimePoint now() {
  return base::SystemClock().now();
}

// What the transport said, as the outcome that a check speaks of.
Outcome outcome_of(Reason reason) {
  switch (reason) {
    case Reason::kReset:
    case Reason::kClosed:
      return Outcome::kReset;
    case Reason::kTimeout:
    case Reason::kCancelled:
      return Outcome::kTimeout;
    case Reason::kTls:
      return Outcome::kTlsError;
    case Reason::kMalformed:
    case Reason::kRequestEntityTooLarge:
      return Outcome::kMalformed;
    default:
      return Outcome::kRefused;
  }
}

void note_failure(RoundTrip& trip, Outcome outcome, const Error& error) {
  trip.outcome = outcome;
  trip.error_words = error.to_string();
  trip.latency = now() - trip.sent_at;
}

Result<net::TlsClientOptions> make_tls_options(const TlsProbe& probe) {
  net::TlsClientOptions options;
  options.server_name = probe.server_name;
  options.trusted_pem = probe.trusted_pem;
  options.verification = probe.verify ? net::PeerVerification::kReport : net::PeerVerification::kAcceptAny;
  options.alpn.emplace_back("http/1.1");
  if (probe.client_chain_pem.empty()) return options;
  auto identity = net::TlsIdentity::from_pem(probe.client_chain_pem, probe.client_key_pem);
  if (!identity) return identity.error().with_context("reading the client certificate");
  options.client_identity = std::move(*identity);
  return options;
}

// The secured stream, or null with the failure noted. A peer that ends the connection instead of sending an alert has
// refused the handshake as well. Awaited at once by its caller, so that `trip` may be a reference.
Awaitable<Stream> secure(Stream inner, TlsProbe probe, RoundTrip& trip, base::Deadline deadline) {
  auto options = make_tls_options(probe);
  if (!options) {
    note_failure(trip, Outcome::kTlsError, options.error());
    co_return nullptr;
  }
  auto secured = co_await net::tls_connect(std::move(inner), std::move(*options), deadline);
  if (!secured) {
    const Outcome outcome = outcome_of(secured.error().reason());
    note_failure(trip, outcome == Outcome::kTimeout ? outcome : Outcome::kTlsError, secured.error());
    co_return nullptr;
  }
  const net::TlsSession& session = (*secured)->session();
  trip.leaf_fingerprint = session.peer_fingerprint;
  trip.leaf_subject = session.peer_subject;
  if (!session.peer_failure.empty()) {
    note_failure(trip, Outcome::kTlsError,
                 Error(Reason::kTls, "the certificate is not valid: " + session.peer_failure));
    (*secured)->close();
    co_return nullptr;
  }
  co_return std::move(*secured);
}

}  // namespace

Awaitable<std::optional<http::ClientConnection>> open_client(const RoundTripRequest& request, RoundTrip& trip,
                                                             base::Deadline deadline) {
  trip.sent_at = now();
  net::DialOptions dial_options(request.to);
  auto dialed = co_await net::dial(std::move(dial_options), deadline);
  if (!dialed) {
    const Outcome outcome = outcome_of(dialed.error().reason());
    // Accepted and cut before the handshake could begin.
    const bool is_cut = outcome == Outcome::kReset && request.tls;
    note_failure(trip, is_cut ? Outcome::kTlsError : outcome, dialed.error());
    co_return std::nullopt;
  }
  Stream stream = std::move(*dialed);
  trip.local = stream->local_endpoint();
  if (request.tls) {
    TlsProbe probe = *request.tls;
    stream = co_await secure(std::move(stream), std::move(probe), trip, deadline);
    if (!stream) co_return std::nullopt;
  }
  co_return http::ClientConnection(std::move(stream));
}

Awaitable<Result<void>> exchange(http::ClientConnection& connection, const http::Request& request, RoundTrip& trip,
                                 base::Deadline deadline) {
  trip.sent_at = now();
  auto answer = co_await connection.exchange(request, deadline);
  if (!answer) {
    note_failure(trip, outcome_of(answer.error().reason()), answer.error());
    co_return answer.error();
  }
  trip.latency = now() - trip.sent_at;
  trip.response = std::move(*answer);
  co_return Result<void>();
}

}  // namespace gauntlet::traffic
