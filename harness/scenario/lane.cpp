#include "harness/scenario/lane.hpp"

#include "harness/scenario/canary.hpp"
#include "harness/scenario/object_access.hpp"

#include <fmt/format.h>

namespace gauntlet::scenario {

namespace {

constexpr std::size_t kTailInErrors = 20;

}  // namespace

struct Lane::State {
  State(net::Executor lane_executor, const launch::ControllerProfile& controller_profile, const StopSignal& stop_signal,
        LaneOptions lane_options)
      : executor(std::move(lane_executor)),
        profile(controller_profile),
        stop(stop_signal),
        options(std::move(lane_options)) {}

  net::Executor executor;
  const launch::ControllerProfile& profile;
  const StopSignal& stop;
  LaneOptions options;
  std::unique_ptr<World> world;
  std::unique_ptr<kube::Client> client;
  std::vector<std::unique_ptr<launch::ControllerProcess>> processes;
  std::unique_ptr<Canary> canary;  // once the controllers run
  base::Duration time_to_ready{};
};

Lane::Lane(std::unique_ptr<State> state) : state_(std::move(state)) {}
Lane::~Lane() = default;

std::string class_name_of(const launch::ControllerProfile& profile, int instance) {
  return instance == 0 ? profile.class_name : fmt::format("{}-{}", profile.class_name, instance);
}

std::string class_controller_of(const launch::ControllerProfile& profile, int instance) {
  return instance == 0 ? profile.class_controller : fmt::format("{}-{}", profile.class_controller, instance);
}

std::string Lane::user_of(int instance) {
  return fmt::format("controller-{}", instance);
}

net::Awaitable<base::Result<std::unique_ptr<Lane>>> Lane::open(net::Executor executor, const WorldFactory& make_world,
                                                               const launch::ControllerProfile& profile,
                                                               const StopSignal& stop, LaneOptions options) {
  const base::Deadline deadline = base::Deadline::after(options.start_within);
  auto state = std::make_unique<State>(executor, profile, stop, std::move(options));
  auto world = co_await make_world();
  if (!world) co_return world.error().with_context("making a cluster");
  state->world = std::move(world).value();
  std::string user = "gauntlet";
  kube::ClusterAccess access = co_await state->world->access_for(std::move(user));
  state->client = std::make_unique<kube::Client>(executor, std::move(access), "gauntlet");
  auto lane = std::unique_ptr<Lane>(new Lane(std::move(state)));
  const auto classes = co_await lane->restore_classes(deadline);
  if (!classes) {
    co_await lane->stop();
    co_return classes.error();
  }
  co_return lane;
}

net::Awaitable<base::Result<void>> Lane::restore_classes(base::Deadline deadline) {
  for (int i = 0; i < state_->options.instances; ++i) {
    kube::Object ingress_class =
        make_ingress_class(class_name_of(state_->profile, i), class_controller_of(state_->profile, i));
    const auto made = co_await apply_object(*state_->client, std::move(ingress_class), deadline);
    if (!made) co_return made.error().with_context("making the IngressClass of the controller");
  }
  co_return base::Result<void>();
}

net::Awaitable<base::Result<void>> Lane::start_controllers() {
  const base::Deadline deadline = base::Deadline::after(state_->options.start_within);
  for (int i = 0; i < state_->options.instances; ++i) {
    const auto started = co_await start_controller(i, deadline);
    if (!started) co_return started.error();
  }
  state_->canary = std::make_unique<Canary>(*state_->client, *state_->world, state_->stop, entrances(), state_->profile,
                                            [this] { return dead_controller(); });
  state_->time_to_ready = state_->processes.front()->time_to_ready();
  if (!state_->profile.ready_route) co_return base::Result<void>();
  const auto served = co_await wait_for_first_route(deadline);
  co_return served;
}

// For controllers that say that they are ready before they serve.
net::Awaitable<base::Result<void>> Lane::wait_for_first_route(base::Deadline deadline) {
  const base::TimePoint began = base::SystemClock().now();
  const base::Deadline last = deadline.earlier_of(base::Deadline::after(state_->profile.ready_within));
  const auto passed = co_await state_->canary->pass(last);
  state_->time_to_ready += base::SystemClock().now() - began;
  if (passed) co_return base::Result<void>();
  std::string log;
  for (const launch::LogLine& line : state_->processes.front()->log_tail(kTailInErrors)) log += line.text + "\n";
  co_return base::Error(passed.error().reason(),
                        fmt::format("{}: the controller says that it is ready and serves no route: {}",
                                    state_->profile.file, passed.error().to_string()),
                        std::move(log));
}

net::Awaitable<base::Result<void>> Lane::start_controller(int instance, base::Deadline deadline) {
  launch::InstanceOptions options;
  options.index = instance;
  options.address = state_->world->controller_address(instance);
  options.class_name = class_name_of(state_->profile, instance);
  options.class_controller = class_controller_of(state_->profile, instance);
  std::string user = user_of(instance);
  options.access = co_await state_->world->access_for(std::move(user));
  std::string own_user = "gauntlet";
  options.own_access = co_await state_->world->access_for(std::move(own_user));
  options.folder = fmt::format("{}/controller-{}", state_->options.folder, instance);
  options.extra_arguments = state_->options.controller_arguments;
  launch::ControllerProfile profile = state_->profile;
  auto process =
      co_await launch::ControllerProcess::start(state_->executor, std::move(profile), std::move(options), deadline);
  if (!process) co_return process.error();
  state_->processes.push_back(std::move(process).value());
  co_return base::Result<void>();
}

World& Lane::world() {
  return *state_->world;
}
kube::Client& Lane::client() {
  return *state_->client;
}

std::vector<Entrance> Lane::entrances() const {
  std::vector<Entrance> entrances;
  for (const auto& process : state_->processes) {
    entrances.push_back({process->http_endpoint(), process->https_endpoint()});
  }
  return entrances;
}

const launch::ControllerProcess* Lane::process(int instance) const {
  const auto index = static_cast<std::size_t>(instance);
  return index < state_->processes.size() ? state_->processes[index].get() : nullptr;
}

base::Duration Lane::time_to_ready() const {
  return state_->time_to_ready;
}

std::string Lane::dead_controller() const {
  for (std::size_t i = 0; i < state_->processes.size(); ++i) {
    const launch::ControllerProcess& process = *state_->processes[i];
    if (!process.running()) {
      return fmt::format("{}/{} ended: {}", state_->profile.key, i, process.exit_description());
    }
  }
  return {};
}

net::Awaitable<base::Result<void>> Lane::pass_canary(base::Deadline deadline) {
  const auto passed = co_await state_->canary->pass(deadline);
  co_return passed;
}

net::Awaitable<void> Lane::stop() {
  state_->canary.reset();
  for (auto& process : state_->processes) {
    co_await process->stop();
  }
  state_->processes.clear();
  state_->client.reset();
  if (state_->world) {
    co_await state_->world->stop();
  }
}

}  // namespace gauntlet::scenario
