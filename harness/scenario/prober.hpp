// Prober: sends the requests of checks and brings back what happened at both ends.
#pragma once

#include "harness/scenario/case_objects.hpp"
#include "harness/scenario/observation.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/world.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace gauntlet::scenario {

// Where one instance of the controller listens.
struct Entrance {
  net::Endpoint http;
  net::Endpoint https;
};

// The observations of one check in one round: one for each repetition and each instance that it goes to.
using CheckObservations = std::vector<Observation>;

class Prober {
 public:
  // All references outlive the prober. `id_prefix` makes the request ids of this case unlike any other's.
  Prober(World& world, const CertificateStore& certificates, std::vector<Entrance> entrances, std::string id_prefix);

  // Sends all of them, one after another, then fetches what the pods saw. `pods_of_backend` sizes a spread.
  net::Awaitable<std::vector<CheckObservations>> send_round(const std::vector<Check>& checks, int spread_pods,
                                                            base::Duration timeout);
  std::uint64_t sent() const { return next_id_ - 1; }

 private:
  traffic::RoundTripRequest make_request(const Check& check, int instance, const std::string& request_id) const;

  World& world_;
  const CertificateStore& certificates_;
  std::vector<Entrance> entrances_;
  std::string id_prefix_;
  std::uint64_t next_id_ = 1;
};

}  // namespace gauntlet::scenario
