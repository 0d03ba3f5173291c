// Metrics: what /metrics says, in the names that a kube-apiserver uses where it has them (Prometheus text format). One
// loop.
#pragma once

#include "fakeapiserver/audit.hpp"
#include "fakeapiserver/control_plane.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace gauntlet::fakeapiserver {

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void note_request(const AuditRecord& record);
  void note_watch_begun(const AuditRecord& record);
  // The exposition, with the state of the store as it is now.
  std::string text(const ControlPlane& plane);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::fakeapiserver
