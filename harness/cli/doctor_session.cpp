#include "harness/cli/doctor_session.hpp"

#include "foundation/net/timer.hpp"
#include "harness/cli/fake_world.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>

namespace gauntlet::cli {

namespace {

using namespace std::chrono_literals;
using base::Deadline;
using base::Result;

constexpr base::Duration kAnswerWithin = 10s;
constexpr base::Duration kLookEvery = 20ms;
constexpr std::size_t kTailLines = 20;
constexpr const char* kAddressFeature = "status-address";

base::TimePoint now() {
  return base::SystemClock().now();
}

// "127.0.0.10", or empty.
std::string address_in(const kube::ObjectList& ingresses) {
  for (const kube::Object& object : ingresses.items) {
    const kube::Json& points =
        kube::member(kube::member(kube::member(object.json(), "status"), "loadBalancer"), "ingress");
    if (!points.is_array() || points.empty()) continue;
    const std::string_view ip = kube::string_member(points.front(), "ip");
    return std::string(ip.empty() ? kube::string_member(points.front(), "hostname") : ip);
  }
  return {};
}

}  // namespace

DoctorSession::DoctorSession(net::Executor executor, launch::ControllerProfile profile, std::string folder,
                             base::Log& log)
    : executor_(std::move(executor)), profile_(std::move(profile)), folder_(std::move(folder)), log_(log) {
  report_.controller = profile_.key;
  report_.project = profile_.project;
  report_.mode = profile_.mode;
  report_.profile_file = profile_.file;
  const auto& claimed = profile_.features_supported;
  report_.claims_address = std::find(claimed.begin(), claimed.end(), kAddressFeature) != claimed.end();
}

net::Awaitable<void> DoctorSession::examine() {
  const Deadline version_by = Deadline::after(kAnswerWithin);
  report_.version = co_await launch::read_version(executor_, profile_, version_by);
  auto seen = co_await start_controller();
  if (seen) seen = co_await watch_change();
  if (!seen) {
    report_.problem = seen.error().message();
    report_.log_tail = seen.error().peer_words();
    co_return;
  }
  co_await look_for_address();
}

net::Awaitable<void> DoctorSession::stop() {
  stop_.request("the end");
  if (lane_) {
    co_await lane_->stop();
  }
  lane_.reset();
  report_.api = summarize_requests(requests_, {"gauntlet", "fake-cluster"});
}

net::Awaitable<Result<std::unique_ptr<scenario::World>>> DoctorSession::make_world() {
  fakeapiserver::ApiServerOptions options;
  auto world = co_await FakeWorld::start(std::move(options), log_);
  if (!world) co_return world.error();
  std::function<void(const fakeapiserver::AuditRecord&)> sink = [this](const fakeapiserver::AuditRecord& record) {
    requests_.push_back(record);
  };
  co_await (*world)->tell_requests(std::move(sink));
  co_return std::unique_ptr<scenario::World>(std::move(world).value());
}

net::Awaitable<Result<void>> DoctorSession::start_controller() {
  const scenario::WorldFactory factory = [this] { return make_world(); };
  scenario::LaneOptions options;
  options.folder = folder_;
  options.start_within += profile_.ready_within;
  auto lane = co_await scenario::Lane::open(executor_, factory, profile_, stop_, std::move(options));
  if (!lane) co_return lane.error();
  lane_ = std::move(lane).value();
  const auto started = co_await lane_->start_controllers();
  const launch::ControllerProcess* process = lane_->process(0);
  if (process != nullptr) report_.ready = process->time_to_ready();
  if (!started) co_return started.error();
  // Where the profile makes the first route part of being ready, it has been served by now.
  const base::TimePoint began = now();
  base::Duration until_then = lane_->time_to_ready();
  if (!profile_.ready_route) {
    const Deadline deadline = Deadline::after(2 * profile_.propagate);
    const auto served = co_await lane_->pass_canary(deadline);
    if (!served) {
      std::string tail;
      for (const launch::LogLine& line : process->log_tail(kTailLines)) tail += line.text + "\n";
      co_return base::Error(served.error().reason(), "it serves no route: " + served.error().to_string(), tail);
    }
    until_then += now() - began;
  }
  report_.first_route = until_then;
  co_return Result<void>();
}

net::Awaitable<Result<void>> DoctorSession::watch_change() {
  const base::TimePoint began = now();
  const Deadline deadline = Deadline::after(2 * profile_.propagate);
  const auto passed = co_await lane_->pass_canary(deadline);
  if (!passed) co_return passed.error().with_context("a second Ingress instead of the first");
  report_.change = now() - began;
  co_return Result<void>();
}

net::Awaitable<void> DoctorSession::look_for_address() {
  const Deadline deadline = report_.claims_address ? Deadline::after(profile_.propagate) : Deadline::at(now());
  for (;;) {
    kube::ListOptions of_all;
    const Deadline answered_by = Deadline::after(profile_.propagate);
    const auto ingresses = co_await lane_->client().list(kube::resources::kIngresses, std::move(of_all), answered_by);
    if (!ingresses) co_return;
    report_.address = address_in(*ingresses);
    if (!report_.address.empty() || deadline.has_passed(now())) co_return;
    const auto waited = co_await net::wait_for(kLookEvery);
    if (!waited) co_return;
  }
}

}  // namespace gauntlet::cli
