// Kubelet: runs pods as echo servers, each on a loopback address of its own, and knows in which state each is to be.
// One loop.
#pragma once

#include "foundation/base/log.hpp"
#include "foundation/net/task_group.hpp"
#include "harness/cluster/address_pool.hpp"
#include "harness/cluster/capture_store.hpp"
#include "harness/cluster/pod_server.hpp"
#include "harness/cluster/pod_status.hpp"

#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

namespace gauntlet::cluster {

struct NodeIdentity {
  std::string name;
  std::string address;
};

class Kubelet {
 public:
  // All of them outlive it.
  Kubelet(net::Executor executor, NodeIdentity node, AddressPool& addresses, CaptureStore& captures, base::Log& log);
  ~Kubelet();  // after stop()
  Kubelet(const Kubelet&) = delete;
  Kubelet& operator=(const Kubelet&) = delete;

  // A pod without a node, or one that a controller has put on ours. Others are somebody else's.
  bool is_ours(const PodView& pod) const;
  // Makes it run, and says in which condition it is. Without ports it listens on 8080.
  PodCondition run_pod(const PodView& pod, const std::string& backend);
  // False: no such pod runs. kDead refuses connections at once; the others listen, on the same address if they can.
  bool set_state(const base::NamespacedName& pod, ContainerState state);
  bool is_running(const base::NamespacedName& pod) const { return pods_.contains(pod); }
  // It has ended: as on SIGTERM, after it has gone on answering for that long.
  void end_pod(const base::NamespacedName& pod, base::Duration grace);

  // Why a pod of the namespace cannot listen, for people; empty: none has any trouble.
  std::string find_trouble(const std::string& namespace_) const;
  // "svc-a/0" for a place where one of our pods listens or has listened; empty: none.
  std::string pod_at(const net::Endpoint& endpoint) const;
  net::Awaitable<void> stop(base::Deadline gentle_until);

  const NodeIdentity& node() const { return node_; }

 private:
  struct RunningPod {
    std::string uid;
    std::vector<std::uint16_t> ports;
    std::string ip;
    std::unique_ptr<PodServer> server;
    ContainerState state = ContainerState::kReady;
    int restarts = 0;
    std::string trouble;  // why it cannot listen
  };

  void start(RunningPod& running, const PodView& pod);
  void listen(RunningPod& running);
  net::Awaitable<void> retire(std::list<std::unique_ptr<PodServer>>::iterator server, base::Duration grace);

  NodeIdentity node_;
  AddressPool& addresses_;
  CaptureStore& captures_;
  base::Log& log_;
  std::map<base::NamespacedName, RunningPod> pods_;
  std::unordered_map<std::string, std::string> names_;  // by endpoint
  std::list<std::unique_ptr<PodServer>> retired_;       // that have not ended yet
  bool is_stopping_ = false;
  net::TaskGroup retiring_;
};

}  // namespace gauntlet::cluster
