// FakeCluster: what stands for nodes, kubelets, kube-proxy and the controllers of a cluster, against any API server
// that it is given: Deployments become ReplicaSets and Pods, pods become echo servers on loopback addresses of their
// own, Services get EndpointSlices, Endpoints and (LoadBalancer) an address, ClusterIP and NodePort forward at layer 4
// to ready pods and to what others wrote into slices of their own. It writes few states in between, so that a namespace
// settles fast. Garbage collection and the emptying of namespaces are left to the API server. Lives on one loop; every
// member but the constructor is called there.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/base/log.hpp"
#include "foundation/kube/kubeconfig.hpp"
#include "foundation/net/awaitable.hpp"
#include "harness/cluster/captured_request.hpp"

#include <memory>
#include <string>
#include <vector>

namespace gauntlet::cluster {

enum class PodState { kReady, kUnready, kKilled, kGone };

struct FakeClusterOptions {
  FakeClusterOptions() = default;
  // Pods, load balancers and the node live in 127.<second_octet>.0.0/16. Clusters that share one get by: an address
  // that somebody listens on is passed over.
  int second_octet = 42;
};

class FakeCluster {
 public:
  FakeCluster(net::Executor executor, kube::ClusterAccess access, FakeClusterOptions options, base::Log& log);
  ~FakeCluster();  // after stop()
  FakeCluster(const FakeCluster&) = delete;
  FakeCluster& operator=(const FakeCluster&) = delete;

  // Creates the Node, lists and watches; returns once the controllers have seen the current state.
  net::Awaitable<base::Result<void>> start(base::Deadline deadline);
  // Pods answer what is under way until the deadline. Objects stay as they are.
  net::Awaitable<void> stop(base::Deadline gentle_until);

  // Until every Deployment of the namespace has its pods running and every Service with a selector its slices up to
  // date, all that was written before the call included. kTimeout says what is left to do; kInvalid what the API server
  // refuses; kSystem which pod cannot listen.
  net::Awaitable<base::Result<void>> wait_until_settled(std::string namespace_, base::Deadline deadline);
  // As a kubelet or a node would: kUnready keeps answering but is not ready; kKilled refuses connections and the
  // readiness follows; kGone takes the pod away with its Pod object, for which its ReplicaSet makes another of the same
  // number at another address. Returns when the slices tell it. kNotFound if there is no such pod.
  net::Awaitable<base::Result<void>> set_pod_state(std::string namespace_, std::string deployment, int pod_index,
                                                   PodState state, base::Deadline deadline);
  // And forgets them. Pods keep what they saw only of requests that carry kRequestIdHeader, and 64 MiB of it.
  std::vector<CapturedRequest> take_captures(const std::string& request_id);
  // For failure texts: "svc-a/0" by address, also of a pod that is gone; or empty.
  std::string pod_at(const net::Endpoint& endpoint) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::cluster
