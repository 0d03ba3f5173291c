// Observation: what really happened to one request, from both ends: what the client got and what the pods saw.
#pragma once

#include "harness/cluster/captured_request.hpp"
#include "harness/traffic/round_trip.hpp"

#include <string>
#include <vector>

namespace gauntlet::scenario {

struct Observation {
  traffic::RoundTrip round_trip;
  std::vector<cluster::CapturedRequest> captures;  // in order of arrival; more than one: it was sent again
  std::string request_id;
  std::string sent_head;  // request line and Host, for people
  net::Endpoint to;
  int instance = 0;         // of the controller
  std::string certificate;  // the case's name of the presented leaf; empty: none of them
};

enum class PodDetail { kBackend, kPod };

// "200 from svc-a", "404 from nobody", "refused", "200 from svc-b cert a1": equal answers read equal. With kPod
// "svc-a/1".
std::string describe(const Observation& observation, PodDetail detail = PodDetail::kBackend);

}  // namespace gauntlet::scenario
