// Canary: an Ingress of nobody's case with a host that was never used before. Once the controller serves it and no
// longer serves the one before, it has worked off all that was written earlier (ux.md 1.2, 1). One loop.
#pragma once

#include "foundation/kube/client.hpp"
#include "harness/launch/controller_profile.hpp"
#include "harness/scenario/prober.hpp"
#include "harness/scenario/world.hpp"

#include <functional>
#include <string>

namespace gauntlet::scenario {

class Canary {
 public:
  // All references outlive it. `dead_controller` says which controller ended and how, or nothing.
  Canary(kube::Client& client, World& world, const StopSignal& stop, std::vector<Entrance> entrances,
         const launch::ControllerProfile& profile, std::function<std::string()> dead_controller);

  // kTimeout says which of both was missing; kClosed: the controller has ended.
  net::Awaitable<base::Result<void>> pass(base::Deadline deadline);

 private:
  net::Awaitable<base::Result<void>> prepare(base::Deadline deadline);
  net::Awaitable<base::Result<void>> exchange(base::Deadline deadline);
  net::Awaitable<base::Result<void>> wait_until_served(base::Deadline deadline);
  std::string host(int number) const;

  kube::Client& client_;
  World& world_;
  CertificateStore no_certificates_;
  Prober prober_;
  const launch::ControllerProfile& profile_;
  std::function<std::string()> dead_controller_;
  int number_ = 0;
};

}  // namespace gauntlet::scenario
