#include "harness/launch/controller_process.hpp"

#include "foundation/kube/client.hpp"
#include "harness/launch/cluster_dns.hpp"
#include "harness/launch/running_instance.hpp"
#include "harness/launch/seed_objects.hpp"

#include <fmt/format.h>

namespace gauntlet::launch {

namespace {

using base::Deadline;
using base::Result;

constexpr const char* kOurUserAgent = "gauntlet";
constexpr std::uint16_t kDnsPort = 53;

}  // namespace

struct ControllerProcess::State {
  State(net::Executor executor, ControllerProfile profile, LaunchPlan plan)
      : instance(std::move(executor), std::move(profile), std::move(plan)) {}

  net::Awaitable<Result<void>> start(net::Executor executor, kube::ClusterAccess own_access, Deadline deadline);
  Result<void> start_dns(net::Executor executor, kube::ClusterAccess own_access);
  net::Awaitable<void> stop();

  RunningInstance instance;
  std::unique_ptr<ClusterDns> dns;  // for those who look up names
};

net::Awaitable<Result<void>> ControllerProcess::State::start(net::Executor executor, kube::ClusterAccess own_access,
                                                             Deadline deadline) {
  if (!instance.plan().objects.empty()) {
    kube::Client client(executor, own_access, kOurUserAgent);
    std::vector<kube::Object> objects = instance.plan().objects;
    const auto seeded = co_await seed_objects(client, std::move(objects), deadline);
    if (!seeded) co_return seeded.error();
  }
  const auto resolving = start_dns(std::move(executor), std::move(own_access));
  if (!resolving) co_return resolving.error();
  const auto prepared = co_await instance.prepare(deadline);
  if (!prepared) co_return prepared.error();
  const auto spawned = instance.spawn();
  if (!spawned) co_return spawned.error();
  const auto ready = co_await instance.wait_until_ready(deadline);
  co_return ready;
}

// Resolvers are asked at port 53; no file can say another one (resolv.conf(5)).
Result<void> ControllerProcess::State::start_dns(net::Executor executor, kube::ClusterAccess own_access) {
  if (!instance.profile().cluster_dns) return Result<void>();
  dns = std::make_unique<ClusterDns>(std::move(executor), std::move(own_access));
  const auto started = dns->start(net::Endpoint{instance.plan().values.at("address"), kDnsPort});
  if (started) return started;
  dns.reset();
  return base::Error(started.error().reason(),
                     fmt::format("{}: the controller looks up names of Services (start.dns), for which the resolver "
                                 "needs port {}: {}; run as root, or allow it: sysctl "
                                 "net.ipv4.ip_unprivileged_port_start={}",
                                 instance.profile().file, kDnsPort, started.error().message(), kDnsPort));
}

net::Awaitable<void> ControllerProcess::State::stop() {
  co_await instance.stop();
  if (!dns) co_return;
  co_await dns->stop();
  dns.reset();
}

net::Awaitable<Result<std::unique_ptr<ControllerProcess>>> ControllerProcess::start(net::Executor executor,
                                                                                    ControllerProfile profile,
                                                                                    InstanceOptions options,
                                                                                    Deadline deadline) {
  auto plan = make_plan(executor, profile, options);
  if (!plan) co_return plan.error();
  kube::ClusterAccess own_access = options.own_access.value_or(options.access);
  auto state = std::make_unique<State>(executor, std::move(profile), std::move(*plan));
  auto process = std::unique_ptr<ControllerProcess>(new ControllerProcess(std::move(state)));
  const auto started = co_await process->state_->start(std::move(executor), std::move(own_access), deadline);
  if (started) co_return process;
  co_await process->stop();
  co_return started.error();
}

ControllerProcess::ControllerProcess(std::unique_ptr<State> state) : state_(std::move(state)) {}
ControllerProcess::~ControllerProcess() = default;

net::Endpoint ControllerProcess::http_endpoint() const {
  return state_->instance.plan().listener("http");
}

net::Endpoint ControllerProcess::https_endpoint() const {
  return state_->instance.plan().listener("https");
}

const std::string& ControllerProcess::address() const {
  return state_->instance.plan().values.at("address");
}

base::Duration ControllerProcess::time_to_ready() const {
  return state_->instance.time_to_ready();
}

bool ControllerProcess::running() const {
  return state_->instance.running();
}

std::string ControllerProcess::exit_description() const {
  return state_->instance.exit_description();
}

std::vector<LogLine> ControllerProcess::log_tail(std::size_t count) const {
  return state_->instance.log().tail(count);
}

long long ControllerProcess::log_line_count() const {
  return state_->instance.log().line_count();
}

net::Awaitable<void> ControllerProcess::stop() {
  co_await state_->stop();
}

}  // namespace gauntlet::launch
