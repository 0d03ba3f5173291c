// RoundTrip: one request from the outside through the controller, with everything captured on the client's side.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "foundation/base/deadline.hpp"
#include "foundation/http/message.hpp"
#include "foundation/net/awaitable.hpp"
#include "foundation/net/endpoint.hpp"

namespace gauntlet::traffic {

enum class Outcome { kAnswered, kRefused, kReset, kTimeout, kTlsError, kMalformed };

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

struct RoundTrip {
  Outcome outcome = Outcome::kAnswered;
  std::string error_words;  // where there was no answer: why
  http::Response response;  // redirects are never followed
  std::string leaf_fingerprint;  // TLS: of the presented leaf, also when verification failed
  std::string leaf_subject;
  base::TimePoint sent_at;
  base::Duration latency{};
  net::Endpoint local;
};

// A new connection for this one request. Never fails: what went wrong is the outcome.
net::Awaitable<RoundTrip> send_request(RoundTripRequest request, base::Deadline deadline);

}  // namespace gauntlet::traffic
