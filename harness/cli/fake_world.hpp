// FakeWorld: a World out of the fake API server and the fake cluster, each on a loop of its own, with loopback
// addresses that no other world of this machine has. The members may be called on any loop; they hop to where the work
// is done.
#pragma once

#include "fakeapiserver/api_server.hpp"
#include "fakeapiserver/audit.hpp"
#include "fakeapiserver/faults.hpp"
#include "foundation/base/log.hpp"
#include "foundation/net/event_loop.hpp"
#include "harness/cli/loopback_range.hpp"
#include "harness/cluster/fake_cluster.hpp"
#include "harness/scenario/world.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::cli {

class FakeWorld final : public scenario::World {
 public:
  // kSystem: a port is taken. `log` outlives the world.
  static net::Awaitable<base::Result<std::unique_ptr<FakeWorld>>> start(fakeapiserver::ApiServerOptions options,
                                                                        base::Log& log);
  ~FakeWorld() override;  // after stop()

  net::Awaitable<kube::ClusterAccess> access_for(std::string user) override;
  net::Awaitable<std::optional<scenario::WriteTimes>> write_times(std::string resource_version,
                                                                  std::string user) override;
  net::Awaitable<base::Result<void>> wait_until_settled(std::string namespace_, base::Deadline deadline) override;
  net::Awaitable<base::Result<void>> set_pod_state(std::string namespace_, std::string backend, int pod,
                                                   scenario::PodState state, base::Deadline deadline) override;
  net::Awaitable<base::Result<void>> begin_fault(std::string user, scenario::ApiFault fault) override;
  net::Awaitable<void> heal(std::string fault) override;
  net::Awaitable<std::vector<std::vector<cluster::CapturedRequest>>> take_captures(
      std::vector<std::string> request_ids) override;
  std::string controller_address(int index) const override;
  net::Awaitable<void> stop() override;

  net::Awaitable<base::Result<kube::ClientCertificate>> issue_client_certificate(std::string user);
  // What goes wrong from now on, beside what goes wrong already.
  net::Awaitable<void> add_faults(std::vector<fakeapiserver::Fault> faults);

  net::Endpoint api_endpoint(fakeapiserver::Transport transport) const;
  std::string pod_network() const;  // "127.7.0.0/16"
  // From now on each request's record, watches when they end; `sink` is called on the API server's loop, until stop().
  net::Awaitable<void> tell_requests(std::function<void(const fakeapiserver::AuditRecord&)> sink);

 private:
  explicit FakeWorld(base::Log& log) : log_(log) {}
  net::Awaitable<base::Result<void>> start_api_server(fakeapiserver::ApiServerOptions options);
  net::Awaitable<base::Result<void>> start_cluster();

  base::Log& log_;
  net::EventLoop api_loop_;
  net::EventLoop cluster_loop_;
  std::optional<LoopbackRange> range_;
  std::unique_ptr<fakeapiserver::ApiServer> api_server_;
  std::unique_ptr<cluster::FakeCluster> cluster_;
  net::Endpoint tls_endpoint_;
  net::Endpoint plain_endpoint_;
};

// The loopback address of the `index`-th controller instance, the same in every world: cases are read with it before
// there is one.
std::string controller_address(int index);

scenario::WorldFactory make_fake_worlds(base::Log& log);

}  // namespace gauntlet::cli
