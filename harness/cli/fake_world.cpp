#include "harness/cli/fake_world.hpp"

#include "harness/cli/api_faults.hpp"

#include <fmt/format.h>

namespace gauntlet::cli {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration kStartWithin = 10s;
constexpr base::Duration kStopWithin = 2s;
constexpr int kFirstControllerAddress = 10;

cluster::PodState to_cluster(scenario::PodState state) {
  switch (state) {
    case scenario::PodState::kReady:
      return cluster::PodState::kReady;
    case scenario::PodState::kUnready:
      return cluster::PodState::kUnready;
    case scenario::PodState::kKilled:
      return cluster::PodState::kKilled;
    case scenario::PodState::kGone:
      return cluster::PodState::kGone;
  }
  return cluster::PodState::kReady;
}

}  // namespace

net::Awaitable<base::Result<std::unique_ptr<FakeWorld>>> FakeWorld::start(fakeapiserver::ApiServerOptions options,
                                                                          base::Log& log) {
  auto world = std::unique_ptr<FakeWorld>(new FakeWorld(log));
  world->api_loop_.start("api-server");
  world->cluster_loop_.start("cluster");
  auto range = LoopbackRange::reserve(world->cluster_loop_.executor());
  if (!range) co_return range.error();
  world->range_ = std::move(range).value();
  const auto listening = co_await world->start_api_server(std::move(options));
  if (!listening) co_return listening.error().with_context("the fake API server");
  const auto settled = co_await world->start_cluster();
  if (!settled) {
    co_await world->stop();
    co_return settled.error().with_context("the fake cluster");
  }
  co_return world;
}

FakeWorld::~FakeWorld() {
  // The threads are gone before what lives on them.
  cluster_loop_.stop();
  api_loop_.stop();
}

net::Awaitable<base::Result<void>> FakeWorld::start_api_server(fakeapiserver::ApiServerOptions options) {
  base::Result<void> outcome;
  std::function<void()> work = [&] {
    const bool plain = options.plain_listen.has_value();
    api_server_ = std::make_unique<fakeapiserver::ApiServer>(api_loop_.executor(), std::move(options));
    outcome = api_server_->start();
    if (!outcome) {
      api_server_.reset();
      return;
    }
    tls_endpoint_ = api_server_->endpoint(fakeapiserver::Transport::kTls);
    if (plain) plain_endpoint_ = api_server_->endpoint(fakeapiserver::Transport::kPlain);
  };
  co_await net::run_on(api_loop_.executor(), std::move(work));
  co_return outcome;
}

net::Awaitable<base::Result<void>> FakeWorld::start_cluster() {
  kube::ClusterAccess access = co_await access_for("fake-cluster");
  base::Result<void> outcome;
  std::function<net::Awaitable<void>()> work = [&]() -> net::Awaitable<void> {
    cluster::FakeClusterOptions options;
    options.second_octet = range_->second_octet();
    cluster_ = std::make_unique<cluster::FakeCluster>(cluster_loop_.executor(), std::move(access), options, log_);
    const base::Deadline deadline = base::Deadline::after(kStartWithin);
    outcome = co_await cluster_->start(deadline);
  };
  co_await net::run_task_on(cluster_loop_.executor(), std::move(work));
  co_return outcome;
}

net::Awaitable<kube::ClusterAccess> FakeWorld::access_for(std::string user) {
  kube::ClusterAccess access;
  std::function<void()> work = [&] { access = api_server_->access_for(user); };
  co_await net::run_on(api_loop_.executor(), std::move(work));
  co_return access;
}

net::Awaitable<void> FakeWorld::add_faults(std::vector<fakeapiserver::Fault> faults) {
  std::function<void()> work = [&] {
    for (fakeapiserver::Fault& fault : faults) api_server_->faults().add(std::move(fault));
  };
  co_await net::run_on(api_loop_.executor(), std::move(work));
}

net::Awaitable<base::Result<kube::ClientCertificate>> FakeWorld::issue_client_certificate(std::string user) {
  base::Result<kube::ClientCertificate> certificate = kube::ClientCertificate();
  std::function<void()> work = [&] { certificate = api_server_->issue_client_certificate(user, {}); };
  co_await net::run_on(api_loop_.executor(), std::move(work));
  co_return certificate;
}

net::Awaitable<std::optional<scenario::WriteTimes>> FakeWorld::write_times(std::string resource_version,
                                                                           std::string user) {
  std::optional<fakeapiserver::WriteTimes> times;
  std::function<void()> work = [&] { times = api_server_->write_times(resource_version, user); };
  co_await net::run_on(api_loop_.executor(), std::move(work));
  if (!times) co_return std::nullopt;
  const scenario::WriteTimes result{times->committed, times->delivered};
  co_return result;
}

net::Awaitable<base::Result<void>> FakeWorld::wait_until_settled(std::string namespace_, base::Deadline deadline) {
  base::Result<void> outcome;
  std::function<net::Awaitable<void>()> work = [&]() -> net::Awaitable<void> {
    outcome = co_await cluster_->wait_until_settled(namespace_, deadline);
  };
  co_await net::run_task_on(cluster_loop_.executor(), std::move(work));
  co_return outcome;
}

net::Awaitable<base::Result<void>> FakeWorld::set_pod_state(std::string namespace_, std::string backend, int pod,
                                                            scenario::PodState state, base::Deadline deadline) {
  base::Result<void> outcome;
  const cluster::PodState wanted = to_cluster(state);
  std::function<net::Awaitable<void>()> work = [&]() -> net::Awaitable<void> {
    outcome = co_await cluster_->set_pod_state(namespace_, backend, pod, wanted, deadline);
  };
  co_await net::run_task_on(cluster_loop_.executor(), std::move(work));
  co_return outcome;
}

net::Awaitable<base::Result<void>> FakeWorld::begin_fault(std::string user, scenario::ApiFault fault) {
  std::function<void()> work = [&] { begin_api_fault(*api_server_, user, fault); };
  co_await net::run_on(api_loop_.executor(), std::move(work));
  co_return base::Result<void>();
}

net::Awaitable<void> FakeWorld::heal(std::string fault) {
  std::function<void()> work = [&] { heal_api_faults(*api_server_, fault); };
  co_await net::run_on(api_loop_.executor(), std::move(work));
}

net::Awaitable<std::vector<std::vector<cluster::CapturedRequest>>> FakeWorld::take_captures(
    std::vector<std::string> request_ids) {
  std::vector<std::vector<cluster::CapturedRequest>> captures;
  std::function<void()> work = [&] {
    for (const std::string& id : request_ids) captures.push_back(cluster_->take_captures(id));
  };
  co_await net::run_on(cluster_loop_.executor(), std::move(work));
  co_return captures;
}

std::string FakeWorld::controller_address(int index) const {
  return cli::controller_address(index);
}

net::Awaitable<void> FakeWorld::stop() {
  if (cluster_) {
    std::function<net::Awaitable<void>()> work = [&]() -> net::Awaitable<void> {
      const base::Deadline gentle_until = base::Deadline::after(kStopWithin);
      co_await cluster_->stop(gentle_until);
      cluster_.reset();
    };
    co_await net::run_task_on(cluster_loop_.executor(), std::move(work));
  }
  if (api_server_) {
    std::function<net::Awaitable<void>()> work = [&]() -> net::Awaitable<void> {
      const base::Deadline gentle_until = base::Deadline::at({});
      co_await api_server_->stop(gentle_until);
      api_server_.reset();
    };
    co_await net::run_task_on(api_loop_.executor(), std::move(work));
  }
  range_.reset();
}

net::Endpoint FakeWorld::api_endpoint(fakeapiserver::Transport transport) const {
  return transport == fakeapiserver::Transport::kTls ? tls_endpoint_ : plain_endpoint_;
}

net::Awaitable<void> FakeWorld::tell_requests(std::function<void(const fakeapiserver::AuditRecord&)> sink) {
  std::function<void()> work = [&] { api_server_->audit().set_sink(std::move(sink)); };
  co_await net::run_on(api_loop_.executor(), std::move(work));
}

std::string FakeWorld::pod_network() const {
  return fmt::format("127.{}.0.0/16", range_->second_octet());
}

std::string controller_address(int index) {
  return fmt::format("127.0.0.{}", kFirstControllerAddress + index);
}

scenario::WorldFactory make_fake_worlds(base::Log& log) {
  return [&log]() -> net::Awaitable<base::Result<std::unique_ptr<scenario::World>>> {
    fakeapiserver::ApiServerOptions options;
    auto world = co_await FakeWorld::start(std::move(options), log);
    if (!world) co_return world.error();
    co_return std::unique_ptr<scenario::World>(std::move(world).value());
  };
}

}  // namespace gauntlet::cli
