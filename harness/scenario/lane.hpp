// Lane: one world with the controller running in it, in which cases happen. A run has several lanes side by side; a
// case of isolation `case` gets one of its own. One loop.
#pragma once

#include "foundation/kube/client.hpp"
#include "harness/launch/controller_process.hpp"
#include "harness/scenario/prober.hpp"
#include "harness/scenario/world.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::scenario {

struct LaneOptions {
  LaneOptions() = default;
  int instances = 1;
  std::string folder;  // for logs and kubeconfigs
  std::vector<std::string> controller_arguments;
  base::Duration start_within = std::chrono::seconds(30);
};

class Lane {
 public:
  // Starts a world, seeds the classes, starts the controllers and waits until they are ready. The error's peer words
  // are the tail of a controller's log.
  static net::Awaitable<base::Result<std::unique_ptr<Lane>>> start(net::Executor executor,
                                                                   const WorldFactory& make_world,
                                                                   const launch::ControllerProfile& profile,
                                                                   LaneOptions options);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  World& world();
  kube::Client& client();
  std::vector<Entrance> entrances() const;
  const launch::ControllerProcess* process(int instance) const;
  static std::string user_of(int instance);
  // Empty while all instances run, else which one ended and how.
  std::string dead_controller() const;
  base::Duration time_to_ready() const;

  // Until an Ingress with a host that was never used before is served and the one of the call before is gone, so that
  // the controller has worked off everything older. kTimeout says which of both was missing.
  net::Awaitable<base::Result<void>> pass_canary(base::Deadline deadline);

  net::Awaitable<void> stop();

 private:
  struct State;
  explicit Lane(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// ${class}, ${controller}, ${address} and so on, for `instances` instances.
std::string class_name_of(const launch::ControllerProfile& profile, int instance);
std::string class_controller_of(const launch::ControllerProfile& profile, int instance);

}  // namespace gauntlet::scenario
