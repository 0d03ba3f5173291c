// EndpointsMirror: shows Endpoints that somebody wrote for a Service without selector as EndpointSlices, for those who
// read nothing else (Kubernetes documentation, "EndpointSlices", mirroring). Runs to quiescence before the write that
// set it off is answered.
#pragma once

#include "fakeapiserver/control_plane.hpp"

#include <map>
#include <set>
#include <vector>

namespace gauntlet::fakeapiserver {

// A slice of each subset and address family: addressType, endpoints and ports. Pure.
std::vector<kube::Json> mirrored_slices(const kube::Json& endpoints);

class EndpointsMirror {
 public:
  // Listens to `plane`, which must outlive it.
  explicit EndpointsMirror(ControlPlane& plane);
  EndpointsMirror(const EndpointsMirror&) = delete;
  EndpointsMirror& operator=(const EndpointsMirror&) = delete;

  void run();

 private:
  void note(KindId kind, const Event& event);
  void mirror(const base::NamespacedName& name);
  // nullptr: there is nothing to mirror.
  VersionPtr find_source(const base::NamespacedName& name) const;
  std::vector<VersionPtr> find_copies(const base::NamespacedName& service) const;
  void note_copy(const Event& event);

  ControlPlane& plane_;
  KindId endpoints_;
  KindId services_;
  KindId slices_;
  std::set<base::NamespacedName> to_look_at_;
  std::map<base::NamespacedName, std::set<base::NamespacedName>> copies_;  // by Service
};

}  // namespace gauntlet::fakeapiserver
