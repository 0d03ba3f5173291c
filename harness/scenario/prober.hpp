// Prober: sends the requests of checks and brings back what happened at both ends.
#pragma once

#include "harness/scenario/case_objects.hpp"
#include "harness/scenario/check_record.hpp"
#include "harness/scenario/observation.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/stop_signal.hpp"
#include "harness/scenario/world.hpp"
#include "harness/traffic/kept_connections.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace gauntlet::scenario {

// Where one instance of the controller listens.
struct Entrance {
  net::Endpoint http;
  net::Endpoint https;
};

struct PlannedCheck {
  const Check* check = nullptr;
  int repetitions = 1;
};

class Prober {
 public:
  // All references outlive the prober. `id_prefix` makes the request ids of this case unlike any other's.
  Prober(World& world, const CertificateStore& certificates, const StopSignal& stop, std::vector<Entrance> entrances,
         std::string id_prefix);

  // Sends all of them, one after another, then fetches what the pods saw. `timeout` is for each request; after three
  // that had no answer in time the rest of the round is not sent and counts as the same.
  // With kKept those checks that can be asked so go over connections which earlier rounds have left open.
  net::Awaitable<std::vector<CheckObservations>> send_round(std::vector<PlannedCheck> checks, base::Duration timeout,
                                                            traffic::ConnectionUse connections);

 private:
  Observation plan(const Check& check, int instance);
  traffic::RoundTripRequest make_request(const Check& check, int instance, const std::string& request_id) const;
  net::Awaitable<void> send(const Check& check, Observation& observation, base::Duration timeout,
                            traffic::ConnectionUse connections);
  net::Awaitable<void> collect_captures(std::vector<CheckObservations>& round);

  World& world_;
  const CertificateStore& certificates_;
  const StopSignal& stop_;
  std::vector<Entrance> entrances_;
  std::string id_prefix_;
  std::uint64_t next_id_ = 1;
  traffic::KeptConnections kept_;
};

}  // namespace gauntlet::scenario
