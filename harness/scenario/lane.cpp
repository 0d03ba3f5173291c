#include "harness/scenario/lane.hpp"

#include "foundation/net/timer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::scenario {

namespace {

using namespace std::chrono_literals;
using kube::Json;

constexpr std::string_view kCanaryNamespace = "gauntlet-canary";
constexpr std::string_view kCanaryBackend = "canary";
constexpr base::Duration kCanaryEvery = 10ms;
constexpr base::Duration kRequestTimeout = 2s;

kube::Object make_canary(const std::string& host, const std::string& class_name, int number) {
  const Json backend = {{"service", {{"name", kCanaryBackend}, {"port", {{"number", 80}}}}}};
  const Json path = {{"path", "/"}, {"pathType", "Prefix"}, {"backend", backend}};
  const Json rule = {{"host", host}, {"http", {{"paths", Json::array({path})}}}};
  return kube::Object::from_json(
      Json{{"apiVersion", "networking.k8s.io/v1"},
           {"kind", "Ingress"},
           {"metadata", {{"name", fmt::format("canary-{}", number)}, {"namespace", kCanaryNamespace}}},
           {"spec", {{"ingressClassName", class_name}, {"rules", Json::array({rule})}}}});
}

Check canary_check(const std::string& host) {
  Check check;
  check.method = "GET";
  check.scheme = "http";
  check.host = host;
  check.target = "/";
  return check;
}

bool reached(const CheckObservations& observations) {
  return !observations.empty() && !observations.front().captures.empty();
}

}  // namespace

struct Lane::State {
  State(net::Executor lane_executor, const launch::ControllerProfile& controller_profile)
      : executor(std::move(lane_executor)), profile(controller_profile) {}

  net::Executor executor;
  const launch::ControllerProfile& profile;
  std::unique_ptr<World> world;
  std::unique_ptr<kube::Client> client;
  std::vector<std::unique_ptr<launch::ControllerProcess>> processes;
  CertificateStore no_certificates;
  std::unique_ptr<Prober> canary_prober;
  int canary_number = 0;
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

net::Awaitable<base::Result<std::unique_ptr<Lane>>> Lane::start(net::Executor executor, const WorldFactory& make_world,
                                                                const launch::ControllerProfile& profile,
                                                                LaneOptions options) {
  auto state = std::make_unique<State>(executor, profile);
  const base::Deadline deadline = base::Deadline::after(options.start_within);
  auto world = co_await make_world();
  if (!world) co_return world.error();
  state->world = std::move(world).value();
  kube::ClusterAccess own_access = co_await state->world->access_for("gauntlet");
  state->client = std::make_unique<kube::Client>(executor, std::move(own_access), "gauntlet");
  auto lane = std::unique_ptr<Lane>(new Lane(std::move(state)));
  State& in = *lane->state_;

  std::optional<base::Error> problem;
  for (int i = 0; i < options.instances && !problem; ++i) {
    kube::Object ingress_class = make_ingress_class(class_name_of(profile, i), class_controller_of(profile, i));
    const auto made = co_await in.client->create(kube::resources::kIngressClasses, std::move(ingress_class), deadline);
    if (!made) problem = made.error().with_context("seeding the IngressClass");
  }
  for (int i = 0; i < options.instances && !problem; ++i) {
    launch::InstanceOptions instance;
    instance.index = i;
    instance.address = in.world->controller_address(i);
    instance.class_name = class_name_of(profile, i);
    instance.class_controller = class_controller_of(profile, i);
    std::string user = user_of(i);
    instance.access = co_await in.world->access_for(std::move(user));
    instance.folder = fmt::format("{}/controller-{}", options.folder, i);
    instance.extra_arguments = options.controller_arguments;
    launch::ControllerProfile copy = profile;
    auto process = co_await launch::ControllerProcess::start(executor, std::move(copy), std::move(instance), deadline);
    if (!process) {
      problem = process.error();
    } else {
      in.processes.push_back(std::move(process).value());
    }
  }
  if (problem) {
    co_await lane->stop();
    co_return *problem;
  }
  in.canary_prober = std::make_unique<Prober>(*in.world, in.no_certificates, lane->entrances(), "canary");
  co_return lane;
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

std::string Lane::dead_controller() const {
  for (std::size_t i = 0; i < state_->processes.size(); ++i) {
    const launch::ControllerProcess& process = *state_->processes[i];
    if (!process.running()) {
      return fmt::format("{}/{} ended: {}", state_->profile.key, i, process.exit_description());
    }
  }
  return {};
}

base::Duration Lane::time_to_ready() const {
  return state_->processes.empty() ? base::Duration() : state_->processes.front()->time_to_ready();
}

net::Awaitable<base::Result<void>> Lane::pass_canary(base::Deadline deadline) {
  State& in = *state_;
  if (in.canary_number == 0) {
    Backend backend;
    backend.name = kCanaryBackend;
    backend.namespace_ = kCanaryNamespace;
    kube::Object canary_namespace = make_namespace(std::string(kCanaryNamespace));
    const auto made = co_await in.client->create(kube::resources::kNamespaces, std::move(canary_namespace), deadline);
    if (!made) co_return made.error().with_context("making the canary's namespace");
    kube::Object deployment = make_deployment(backend);
    const auto deployed = co_await in.client->create(kube::resources::kDeployments, std::move(deployment), deadline);
    if (!deployed) co_return deployed.error().with_context("making the canary's pod");
    kube::Object service = make_service(backend);
    const auto served = co_await in.client->create(kube::resources::kServices, std::move(service), deadline);
    if (!served) co_return served.error().with_context("making the canary's Service");
    std::string settle_namespace(kCanaryNamespace);
    const auto settled = co_await in.world->wait_until_settled(std::move(settle_namespace), deadline);
    if (!settled) co_return settled.error().with_context("waiting for the canary's pod");
  } else {
    base::NamespacedName old{std::string(kCanaryNamespace), fmt::format("canary-{}", in.canary_number)};
    const auto removed = co_await in.client->remove(kube::resources::kIngresses, std::move(old), deadline);
    if (!removed) co_return removed.error().with_context("removing the old canary");
  }
  std::vector<Check> checks;
  if (in.canary_number > 0) checks.push_back(canary_check(fmt::format("n{}.canary.test", in.canary_number)));
  ++in.canary_number;
  const std::string host = fmt::format("n{}.canary.test", in.canary_number);
  checks.insert(checks.begin(), canary_check(host));
  kube::Object canary = make_canary(host, class_name_of(in.profile, 0), in.canary_number);
  const auto created = co_await in.client->create(kube::resources::kIngresses, std::move(canary), deadline);
  if (!created) co_return created.error().with_context("making the canary");
  for (;;) {
    const std::vector<CheckObservations> round = co_await in.canary_prober->send_round(checks, 1, kRequestTimeout);
    const bool new_is_served = reached(round[0]);
    const bool old_is_gone = round.size() < 2 || !reached(round[1]);
    if (new_is_served && old_is_gone) co_return base::Result<void>();
    if (std::string dead = dead_controller(); !dead.empty()) co_return base::Error(base::Reason::kClosed, dead);
    if (deadline.has_passed(base::SystemClock().now())) {
      co_return base::Error(base::Reason::kTimeout,
                            new_is_served ? "the route of the case before is still served"
                                          : "the controller does not serve a new route: " + describe(round[0][0]));
    }
    const auto waited = co_await net::wait_for(kCanaryEvery);
    if (!waited) co_return waited.error();
  }
}

net::Awaitable<void> Lane::stop() {
  for (auto& process : state_->processes) co_await process->stop();
  state_->processes.clear();
  state_->client.reset();
  if (state_->world) co_await state_->world->stop();
}

}  // namespace gauntlet::scenario
