// ControllerProcess: one running instance of a controller under test: started with a kubeconfig in a clean environment
// and a working folder of its own, its log kept, stopped with a deadline, nothing left behind.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/kube/kubeconfig.hpp"
#include "foundation/net/awaitable.hpp"
#include "harness/launch/controller_profile.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::launch {

struct InstanceOptions {
  InstanceOptions() = default;
  int index = 0;
  std::string address;     // loopback address of its listeners
  std::string class_name;  // what it serves
  std::string class_controller;
  kube::ClusterAccess access;
  std::optional<kube::ClusterAccess> own_access;  // by which the profile's objects are made; absent: `access`
  std::string folder;                             // made if missing: kubeconfig, log
  std::vector<std::string> extra_arguments;
};

struct LogLine {
  long long number = 0;  // from 1
  base::TimePoint at;
  std::string channel;  // stdout, stderr
  std::string text;
};

class ControllerProcess {
 public:
  // Takes free ports on the address, writes the kubeconfig, makes the profile's objects, starts it, waits until it is
  // ready (`ready_route` is left to the caller).
  // The error (kNotFound, kTimeout, kSystem) holds a full sentence and, as peer words, the tail of its log.
  static net::Awaitable<base::Result<std::unique_ptr<ControllerProcess>>> start(net::Executor executor,
                                                                                ControllerProfile profile,
                                                                                InstanceOptions options,
                                                                                base::Deadline deadline);
  // After stop(); where that was not awaited, the processes are killed all the same.
  ~ControllerProcess();
  ControllerProcess(const ControllerProcess&) = delete;
  ControllerProcess& operator=(const ControllerProcess&) = delete;

  net::Endpoint http_endpoint() const;
  net::Endpoint https_endpoint() const;
  const std::string& address() const;
  base::Duration time_to_ready() const;
  bool running() const;
  std::string exit_description() const;  // "exit code 3"; empty while running
  // The newest lines, at most `count`.
  std::vector<LogLine> log_tail(std::size_t count) const;
  long long log_line_count() const;
  net::Awaitable<void> stop();

 private:
  struct State;
  explicit ControllerProcess(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Runs the profile's version command; "unknown" and why where that fails.
net::Awaitable<std::string> read_version(net::Executor executor, const ControllerProfile& profile,
                                         base::Deadline deadline);

}  // namespace gauntlet::launch
