#include "harness/scenario/canary.hpp"

#include "foundation/net/timer.hpp"
#include "harness/scenario/case_objects.hpp"
#include "harness/scenario/lane.hpp"
#include "harness/scenario/profile_annotations.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

using namespace std::chrono_literals;
using kube::Json;

constexpr std::string_view kNamespace = "gauntlet-canary";
constexpr std::string_view kBackend = "canary";
constexpr base::Duration kFirstCanaryPause = 1ms;  // doubled up to kEvery
constexpr base::Duration kEvery = 20ms;
constexpr base::Duration kCanaryTimeout = 2s;

std::string name_of(int number) {
  return fmt::format("canary-{}", number);
}

kube::Object make_ingress(const std::string& host, const launch::ControllerProfile& profile, int number) {
  const Json backend = {{"service", {{"name", kBackend}, {"port", {{"number", 80}}}}}};
  const Json path = {{"path", "/"}, {"pathType", "Prefix"}, {"backend", backend}};
  const Json rule = {{"host", host}, {"http", {{"paths", Json::array({path})}}}};
  const std::string class_name = class_name_of(profile, 0);
  kube::Object ingress =
      kube::Object::from_json(Json{{"apiVersion", "networking.k8s.io/v1"},
                                   {"kind", "Ingress"},
                                   {"metadata", {{"name", name_of(number)}, {"namespace", kNamespace}}},
                                   {"spec", {{"ingressClassName", class_name}, {"rules", Json::array({rule})}}}});
  return with_annotations(ingress, profile.annotations);
}

Check check_of(const std::string& host) {
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

Canary::Canary(kube::Client& client, World& world, const StopSignal& stop, std::vector<Entrance> entrances,
               const launch::ControllerProfile& profile, std::function<std::string()> dead_controller)
    : client_(client),
      world_(world),
      prober_(world, no_certificates_, stop, std::move(entrances), "canary"),
      profile_(profile),
      dead_controller_(std::move(dead_controller)) {}

std::string Canary::host(int number) const {
  return fmt::format("n{}.canary.test", number);
}

net::Awaitable<base::Result<void>> Canary::pass(base::Deadline deadline) {
  if (number_ == 0) {
    const auto prepared = co_await prepare(deadline);
    if (!prepared) co_return prepared.error().with_context("preparing the canary");
  }
  const auto exchanged = co_await exchange(deadline);
  if (!exchanged) co_return exchanged.error().with_context("exchanging the canary");
  const auto served = co_await wait_until_served(deadline);
  co_return served;
}

net::Awaitable<base::Result<void>> Canary::prepare(base::Deadline deadline) {
  Backend backend;
  backend.name = kBackend;
  backend.namespace_ = kNamespace;
  kube::Object own_namespace = make_namespace(std::string(kNamespace));
  const auto made = co_await client_.create(kube::resources::kNamespaces, std::move(own_namespace), deadline);
  if (!made) co_return made.error();
  kube::Object deployment = make_deployment(backend);
  const auto deployed = co_await client_.create(kube::resources::kDeployments, std::move(deployment), deadline);
  if (!deployed) co_return deployed.error();
  kube::Object service = make_service(backend);
  const auto served = co_await client_.create(kube::resources::kServices, std::move(service), deadline);
  if (!served) co_return served.error();
  const auto settled = co_await world_.wait_until_settled(backend.namespace_, deadline);
  co_return settled;
}

net::Awaitable<base::Result<void>> Canary::exchange(base::Deadline deadline) {
  if (number_ > 0) {
    base::NamespacedName old{std::string(kNamespace), name_of(number_)};
    const auto removed = co_await client_.remove(kube::resources::kIngresses, std::move(old), deadline);
    // Gone already where the exchange before was broken off in the middle.
    if (!removed && removed.error().reason() != base::Reason::kNotFound) co_return removed.error();
  }
  ++number_;
  kube::Object ingress = make_ingress(host(number_), profile_, number_);
  const auto created = co_await client_.create(kube::resources::kIngresses, std::move(ingress), deadline);
  if (!created) co_return created.error();
  co_return base::Result<void>();
}

net::Awaitable<base::Result<void>> Canary::wait_until_served(base::Deadline deadline) {
  const Check new_one = check_of(host(number_));
  const Check old_one = check_of(host(number_ - 1));
  base::Duration pause = kFirstCanaryPause;
  for (;;) {
    std::vector<PlannedCheck> checks = {{&new_one, 1}, {&old_one, 1}};
    const std::vector<CheckObservations> round =
        co_await prober_.send_round(std::move(checks), kCanaryTimeout, traffic::ConnectionUse::kNew);
    const bool is_served = reached(round[0]);
    if (is_served && !reached(round[1])) co_return base::Result<void>();
    const std::string dead = dead_controller_();
    if (!dead.empty()) co_return base::Error(base::Reason::kClosed, dead);
    if (deadline.has_passed(base::SystemClock().now())) {
      co_return base::Error(base::Reason::kTimeout, is_served
                                                        ? "the route of a deleted Ingress is still served"
                                                        : "a new Ingress is not served: " + describe(round[0].front()));
    }
    const auto waited = co_await net::wait_for(pause);
    if (!waited) co_return waited.error();
    pause = std::min(pause * 2, kEvery);
  }
}

}  // namespace gauntlet::scenario
