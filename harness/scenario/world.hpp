// World: the cluster in which cases happen: an API server that can be reached by kubeconfig, and pods that report what
// they saw. The runner knows it only by this face, so that the fake cluster is one implementation among others.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/kube/kubeconfig.hpp"
#include "foundation/net/awaitable.hpp"
#include "harness/cluster/captured_request.hpp"
#include "harness/scenario/scenario.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::scenario {

// When a write was committed, and when a user's watch was sent it.
struct WriteTimes {
  base::TimePoint committed;
  std::optional<base::TimePoint> delivered;
};

class World {
 public:
  virtual ~World() = default;

  // Credentials of their own, so that the API server can tell its users apart.
  virtual net::Awaitable<kube::ClusterAccess> access_for(std::string user) = 0;
  // nullopt where the API server does not tell; then the answer's arrival stands for the commit.
  virtual net::Awaitable<std::optional<WriteTimes>> write_times(std::string resource_version, std::string user) = 0;

  // Until the namespace's Deployments have their pods ready and its Services their slices.
  virtual net::Awaitable<base::Result<void>> wait_until_settled(std::string namespace_, base::Deadline deadline) = 0;
  virtual net::Awaitable<base::Result<void>> set_pod_state(std::string namespace_, std::string backend, int pod,
                                                           PodState state, base::Deadline deadline) = 0;
  // Begins, for requests of this user. kUnsupported where the API server is not ours to disturb.
  virtual net::Awaitable<base::Result<void>> begin_fault(std::string user, ApiFault fault) = 0;
  // Ends those of that name; all of them with an empty one.
  virtual net::Awaitable<void> heal(std::string fault) = 0;

  // What the pods saw of these requests, in the order of the ids; each is given once.
  virtual net::Awaitable<std::vector<std::vector<cluster::CapturedRequest>>> take_captures(
      std::vector<std::string> request_ids) = 0;

  // A loopback address for the listeners of the `index`-th controller instance. The same in every world of a run, since
  // cases are read (${address}) before there is one; the ports differ.
  virtual std::string controller_address(int index) const = 0;
  virtual net::Awaitable<void> stop() = 0;
};

// Makes a fresh world. Called several times at once where a run has several lanes.
using WorldFactory = std::function<net::Awaitable<base::Result<std::unique_ptr<World>>>()>;

}  // namespace gauntlet::scenario
