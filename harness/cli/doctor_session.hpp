// DoctorSession: one start of a controller in a cluster of its own, and what is seen of it: when it is ready, when it
// serves its first route, what it asks of the API server. Lives on one loop.
#pragma once

#include "foundation/base/log.hpp"
#include "harness/cli/doctor_report.hpp"
#include "harness/launch/controller_profile.hpp"
#include "harness/scenario/lane.hpp"

#include <memory>
#include <string>
#include <vector>

namespace gauntlet::cli {

class DoctorSession {
 public:
  // `log` outlives the session. `folder`: for the controller's kubeconfig and log.
  DoctorSession(net::Executor executor, launch::ControllerProfile profile, std::string folder, base::Log& log);

  // Until everything has been seen, or cannot be.
  net::Awaitable<void> examine();
  // Always, after examine() or instead of its end; the report is whole then.
  net::Awaitable<void> stop();
  const DoctorReport& report() const { return report_; }

 private:
  net::Awaitable<base::Result<std::unique_ptr<scenario::World>>> make_world();
  net::Awaitable<base::Result<void>> start_controller();
  net::Awaitable<base::Result<void>> watch_change();
  net::Awaitable<void> look_for_address();

  net::Executor executor_;
  launch::ControllerProfile profile_;
  std::string folder_;
  base::Log& log_;
  scenario::StopSignal stop_;
  std::unique_ptr<scenario::Lane> lane_;
  // Written on the API server's loop, read when that has stopped.
  std::vector<fakeapiserver::AuditRecord> requests_;
  DoctorReport report_;
};

}  // namespace gauntlet::cli
