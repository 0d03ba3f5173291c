// FakeCluster: what stands for nodes, kubelets, kube-proxy and the controllers of a cluster, against any API server
// that it is given: Deployments become ReplicaSets and Pods, pods become echo servers on loopback addresses of their
// own, Services get EndpointSlices, Endpoints and (LoadBalancer) an address, ClusterIP and NodePort forward at layer 4
// to ready pods. Lives on one loop; every member but the constructor is called there.
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
  // Pods, load balancers and so on live in 127.<first_octet>.0.0/16; several clusters on one machine take different
  // ones.
  int second_octet = 42;
};

class FakeCluster {
 public:
  FakeCluster(net::Executor executor, kube::ClusterAccess access, FakeClusterOptions options, base::Log& log);
  ~FakeCluster();
  FakeCluster(const FakeCluster&) = delete;
  FakeCluster& operator=(const FakeCluster&) = delete;

  // Creates the Node, lists and watches; returns once the controllers have seen the current state.
  net::Awaitable<base::Result<void>> start(base::Deadline deadline);
  net::Awaitable<void> stop(base::Deadline gentle_until);

  // Until every Deployment of the namespace has its pods ready and every Service with a selector its slices up to date.
  net::Awaitable<base::Result<void>> wait_until_settled(std::string namespace_, base::Deadline deadline);
  // As a kubelet or a node would: kUnready keeps answering but is not ready; kKilled refuses connections and the
  // readiness follows; kGone deletes the Pod object. kNotFound if there is no such pod.
  net::Awaitable<base::Result<void>> set_pod_state(std::string namespace_, std::string deployment, int pod_index,
                                                   PodState state, base::Deadline deadline);
  // And forgets them. Pods keep what they saw only of requests that carry kRequestIdHeader.
  std::vector<CapturedRequest> take_captures(const std::string& request_id);
  // For failure texts: "svc-a/0" by address, or empty.
  std::string pod_at(const net::Endpoint& endpoint) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::cluster
