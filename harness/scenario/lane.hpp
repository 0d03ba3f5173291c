// Lane: one world with the controller running in it, in which cases happen. A run has several lanes side by side; a
// case of isolation `case` gets one of its own. One loop.
#pragma once

#include "foundation/kube/client.hpp"
#include "harness/launch/controller_process.hpp"
#include "harness/scenario/prober.hpp"
#include "harness/scenario/world.hpp"

#include <memory>
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
  // A world with the classes of all instances, and no controller yet. `profile` and `stop` outlive the lane.
  static net::Awaitable<base::Result<std::unique_ptr<Lane>>> open(net::Executor executor,
                                                                  const WorldFactory& make_world,
                                                                  const launch::ControllerProfile& profile,
                                                                  const StopSignal& stop, LaneOptions options);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // Until they are ready, and serve a route where the profile demands that. The error's peer words are the tail of a
  // controller's log.
  net::Awaitable<base::Result<void>> start_controllers();

  World& world();
  kube::Client& client();
  std::vector<Entrance> entrances() const;
  // nullptr: not started.
  const launch::ControllerProcess* process(int instance) const;
  base::Duration time_to_ready() const;  // of the first, from its start; its first route included
  // What the API server knows it by.
  static std::string user_of(int instance);
  // Empty while all instances run, else which one ended and how.
  std::string dead_controller() const;

  // Until the controller has worked off all that was written before (canary.hpp).
  net::Awaitable<base::Result<void>> pass_canary(base::Deadline deadline);
  // The classes as they were at the start, whatever a case has done to them.
  net::Awaitable<base::Result<void>> restore_classes(base::Deadline deadline);

  net::Awaitable<void> stop();

 private:
  struct State;
  explicit Lane(std::unique_ptr<State> state);
  net::Awaitable<base::Result<void>> start_controller(int instance, base::Deadline deadline);
  net::Awaitable<base::Result<void>> wait_for_first_route(base::Deadline deadline);

  std::unique_ptr<State> state_;
};

// ${class} and ${controller} of the first instance, ${class.1} and so on of the others.
std::string class_name_of(const launch::ControllerProfile& profile, int instance);
std::string class_controller_of(const launch::ControllerProfile& profile, int instance);

}  // namespace gauntlet::scenario
