#include "harness/launch/controller_process.hpp"

#include "foundation/kube/client.hpp"
#include "harness/launch/running_instance.hpp"
#include "harness/launch/seed_objects.hpp"

namespace gauntlet::launch {

namespace {

using base::Deadline;
using base::Result;

constexpr const char* kOurUserAgent = "gauntlet";

}  // namespace

struct ControllerProcess::State {
  State(net::Executor executor, ControllerProfile profile, LaunchPlan plan)
      : instance(std::move(executor), std::move(profile), std::move(plan)) {}

  net::Awaitable<Result<void>> start(net::Executor executor, kube::ClusterAccess own_access, Deadline deadline);

  RunningInstance instance;
};

net::Awaitable<Result<void>> ControllerProcess::State::start(net::Executor executor, kube::ClusterAccess own_access,
                                                             Deadline deadline) {
  if (!instance.plan().objects.empty()) {
    kube::Client client(std::move(executor), std::move(own_access), kOurUserAgent);
    std::vector<kube::Object> objects = instance.plan().objects;
    const auto seeded = co_await seed_objects(client, std::move(objects), deadline);
    if (!seeded) co_return seeded.error();
  }
  const auto prepared = co_await instance.prepare(deadline);
  if (!prepared) co_return prepared.error();
  const auto spawned = instance.spawn();
  if (!spawned) co_return spawned.error();
  const auto ready = co_await instance.wait_until_ready(deadline);
  co_return ready;
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
  co_await state_->instance.stop();
}

}  // namespace gauntlet::launch
