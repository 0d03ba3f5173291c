// PortForward: one address and port whose connections are led to pods, in turn, as kube-proxy does it, below HTTP.
// Without a pod to lead to it refuses connections. Connections that are there stay, whatever becomes of the list. One
// loop.
#pragma once

#include "foundation/net/acceptor.hpp"
#include "foundation/net/task_group.hpp"

#include <memory>
#include <vector>

namespace gauntlet::cluster {

class PortForward {
 public:
  // Connections live in `tasks`, which outlives it.
  PortForward(net::TaskGroup& tasks, net::Endpoint at) : tasks_(tasks), at_(std::move(at)) {}
  ~PortForward() { close(); }
  PortForward(const PortForward&) = delete;
  PortForward& operator=(const PortForward&) = delete;

  // kAlreadyExists, kSystem: it cannot listen there; the next call tries again.
  base::Result<void> set_targets(std::vector<net::Endpoint> targets);
  void close();

 private:
  struct Listening;

  // Neither looks at the PortForward, which may be gone.
  static net::Awaitable<void> accept_from(net::TaskGroup& tasks, std::shared_ptr<Listening> listening);
  static net::Awaitable<void> lead(net::Executor executor, std::unique_ptr<net::ByteStream> client,
                                   net::Endpoint target);

  net::TaskGroup& tasks_;
  net::Endpoint at_;
  std::shared_ptr<Listening> listening_;  // null: closed
};

}  // namespace gauntlet::cluster
