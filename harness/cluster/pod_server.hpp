// PodServer: a fake pod as a process: it listens on one loopback address, answers each request with what it saw, and
// keeps those with an id for whoever asks. One loop.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/net/acceptor.hpp"
#include "foundation/net/task_group.hpp"
#include "harness/cluster/capture_store.hpp"
#include "harness/cluster/pod_identity.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace gauntlet::cluster {

class PodConnection;
struct PodPort;

class PodServer {
 public:
  // `captures` outlives it.
  PodServer(net::Executor executor, PodIdentity pod, CaptureStore& captures);
  ~PodServer();  // after stop()
  PodServer(const PodServer&) = delete;
  PodServer& operator=(const PodServer&) = delete;

  // All ports or none (port 0: a free one). kAlreadyExists: somebody else listens there; kSystem otherwise.
  base::Result<void> listen(const std::string& address, const std::vector<std::uint16_t>& ports);
  // Empty where it does not listen.
  std::vector<net::Endpoint> endpoints() const;
  // As when the process dies: connections break, new ones are refused. listen() brings it back.
  void kill();
  // As on SIGTERM: no new connections, idle ones are closed, requests under way get their answer.
  void finish();
  // After finish(): until the last connection has ended. A stop of the calling task does not end this wait.
  net::Awaitable<void> wait_until_done();
  // finish(), waits, and cuts what is left at the deadline.
  net::Awaitable<void> stop(base::Deadline gentle_until);

  const PodIdentity& identity() const { return pod_; }

 private:
  struct Listener;

  net::Awaitable<void> accept_from(std::shared_ptr<Listener> listener);
  net::Awaitable<void> serve(std::unique_ptr<net::ByteStream> stream, std::shared_ptr<Listener> listener);
  void close_listeners();

  PodIdentity pod_;
  CaptureStore& captures_;
  std::vector<std::shared_ptr<Listener>> listeners_;
  std::unordered_set<PodConnection*> connections_;
  net::TaskGroup tasks_;
};

}  // namespace gauntlet::cluster
