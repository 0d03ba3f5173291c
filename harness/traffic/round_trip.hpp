// RoundTrip: one request from the outside through the controller, with everything captured on the client's side.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/http/message.hpp"
#include "foundation/net/awaitable.hpp"
#include "foundation/net/endpoint.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gauntlet::traffic {

enum class Outcome {
  kAnswered,   // a whole answer, whatever its status
  kRefused,    // no connection
  kReset,      // the connection was cut or ended before the whole answer was there
  kTimeout,    // the deadline passed, or the sender was stopped
  kTlsError,   // the handshake failed, or `verify` found the certificate wanting; nothing was sent then
  kMalformed,  // an answer that RFC 9112 does not allow
};

struct TlsProbe {
  std::string server_name;  // SNI; empty sends none
  std::string trusted_pem;  // with verify: the CAs; the presented leaf is reported either way
  bool verify = false;
  std::string client_chain_pem;  // empty: no client certificate
  std::string client_key_pem;
};

struct RoundTripRequest {
  net::Endpoint to;
  std::optional<TlsProbe> tls;
  http::Request request;  // complete, Host and X-Gauntlet-Id included
};

enum class ConnectionUse {
  kNew,
  kKept,  // an earlier request went over it
};

struct RoundTrip {
  Outcome outcome = Outcome::kAnswered;
  std::string error_words;       // where there was no answer: why
  http::Response response;       // redirects are never followed
  std::string leaf_fingerprint;  // TLS: of the presented leaf, also when verification failed
  std::string leaf_subject;
  base::TimePoint sent_at;   // of the request, behind the handshake; of the attempt where it came to none
  base::Duration latency{};  // from sent_at to the end of the answer, or to the failure
  net::Endpoint local;       // our end; empty where there was no connection
  ConnectionUse connection = ConnectionUse::kNew;
};

// A new connection for this one request. Never fails: what went wrong is the outcome.
net::Awaitable<RoundTrip> send_request(RoundTripRequest request, base::Deadline deadline);

}  // namespace gauntlet::traffic
