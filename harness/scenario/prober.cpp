#include "harness/scenario/prober.hpp"

#include "foundation/base/text.hpp"
#include "harness/scenario/judge.hpp"

#include <fmt/format.h>

namespace gauntlet::scenario {

namespace {

constexpr int kMostTimeouts = 3;  // in one round; a controller that hangs must not cost a time-out for each check

traffic::RoundTrip not_sent() {
  traffic::RoundTrip trip;
  trip.outcome = traffic::Outcome::kTimeout;
  trip.error_words = "not sent, since the requests before it had no answer";
  trip.sent_at = base::SystemClock().now();
  return trip;
}

// Without the port, and without the brackets of an IPv6 literal: what SNI may carry (RFC 6066 section 3).
std::string host_without_port(const std::string& host) {
  if (!host.empty() && host.front() == '[') return {};
  return host.substr(0, host.find(':'));
}

bool looks_like_ip_address(std::string_view host) {
  return host.find_first_not_of("0123456789.") == std::string_view::npos;
}

// A connection keeps its certificate, and whoever repeats a request wants to see what new clients get.
bool may_use_kept(const PlannedCheck& planned) {
  const Check& check = *planned.check;
  return planned.repetitions == 1 && (check.method == "GET" || check.method == "HEAD") &&
         check.expect.certificates.empty() && check.expect.not_certificates.empty() &&
         check.expect.status != StatusWord::kTlsError;
}

std::vector<int> instances_for(const Check& check, std::size_t count) {
  switch (check.via.kind) {
    case Via::Kind::kInstance:
      return {check.via.instance};
    case Via::Kind::kAny:
      return {0};
    case Via::Kind::kEach:
      break;
  }
  std::vector<int> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(static_cast<int>(i));
  return all;
}

}  // namespace

Prober::Prober(World& world, const CertificateStore& certificates, const StopSignal& stop,
               std::vector<Entrance> entrances, std::string id_prefix)
    : world_(world),
      certificates_(certificates),
      stop_(stop),
      entrances_(std::move(entrances)),
      id_prefix_(std::move(id_prefix)) {}

Observation Prober::plan(const Check& check, int instance) {
  Observation observation;
  observation.request_id = fmt::format("{}-{}", id_prefix_, next_id_++);
  observation.instance = instance;
  observation.sent_head =
      fmt::format("{} {} HTTP/1.1, Host: {}", check.method, check.target, check.host_header.value_or(check.host));
  return observation;
}

traffic::RoundTripRequest Prober::make_request(const Check& check, int instance, const std::string& request_id) const {
  traffic::RoundTripRequest request;
  const Entrance& entrance = entrances_[static_cast<std::size_t>(instance) % entrances_.size()];
  const bool secure = check.scheme == "https";
  request.to = secure ? entrance.https : entrance.http;
  request.request.method = check.method;
  request.request.target = check.target;
  request.request.headers.add("Host", check.host_header.value_or(check.host));
  request.request.headers.add(cluster::kRequestIdHeader, request_id);
  for (const auto& [name, value] : check.headers) request.request.headers.add(name, value);
  request.request.body = check.body;
  if (!secure) return request;
  traffic::TlsProbe tls;
  tls.server_name = check.sni.value_or(host_without_port(check.host));
  if (looks_like_ip_address(tls.server_name)) tls.server_name.clear();
  tls.trusted_pem = certificates_.trusted_pem();
  // Where the check names a leaf, the leaf is what is compared; otherwise names and chain are, as a browser would.
  tls.verify = check.expect.certificates.empty() && check.expect.not_certificates.empty() &&
               check.expect.status != StatusWord::kAny;
  if (check.client_certificate) {
    if (const net::IssuedCertificate* client = certificates_.find(*check.client_certificate)) {
      tls.client_chain_pem = client->certificate_pem;
      tls.client_key_pem = client->key_pem;
    }
  }
  request.tls = std::move(tls);
  return request;
}

net::Awaitable<void> Prober::send(const Check& check, Observation& observation, base::Duration timeout,
                                  traffic::ConnectionUse connections) {
  traffic::RoundTripRequest request = make_request(check, observation.instance, observation.request_id);
  observation.to = request.to;
  if (request.tls) {
    const std::string& name = request.tls->server_name;
    observation.sent_head += name.empty() ? ", no SNI" : ", SNI: " + name;
  }
  const base::Deadline deadline = base::Deadline::after(timeout);
  if (connections == traffic::ConnectionUse::kKept) {
    observation.round_trip = co_await kept_.send(std::move(request), deadline);
  } else {
    observation.round_trip = co_await traffic::send_request(std::move(request), deadline);
  }
  observation.certificate = certificates_.name_of(observation.round_trip.leaf_fingerprint);
}

net::Awaitable<std::vector<CheckObservations>> Prober::send_round(std::vector<PlannedCheck> checks,
                                                                  base::Duration timeout,
                                                                  traffic::ConnectionUse connections) {
  std::vector<CheckObservations> round;
  int timeouts = 0;
  for (const PlannedCheck& planned : checks) {
    CheckObservations& observations = round.emplace_back();
    const auto use = may_use_kept(planned) ? connections : traffic::ConnectionUse::kNew;
    for (const int instance : instances_for(*planned.check, entrances_.size())) {
      for (int i = 0; i < planned.repetitions; ++i) {
        Observation observation = plan(*planned.check, instance);
        if (timeouts < kMostTimeouts && !stop_.requested()) {
          co_await send(*planned.check, observation, timeout, use);
          if (observation.round_trip.outcome == traffic::Outcome::kTimeout) ++timeouts;
        } else {
          observation.round_trip = not_sent();
        }
        observations.push_back(std::move(observation));
      }
    }
  }
  co_await collect_captures(round);
  co_return round;
}

net::Awaitable<void> Prober::collect_captures(std::vector<CheckObservations>& round) {
  std::vector<std::string> ids;
  for (const CheckObservations& observations : round) {
    for (const Observation& observation : observations) ids.push_back(observation.request_id);
  }
  std::vector<std::vector<cluster::CapturedRequest>> captures = co_await world_.take_captures(std::move(ids));
  std::size_t next = 0;
  for (CheckObservations& observations : round) {
    for (Observation& observation : observations) observation.captures = std::move(captures[next++]);
  }
}

}  // namespace gauntlet::scenario
