#include "reference_controller/controller.hpp"

#include "foundation/net/event_loop.hpp"

#include <malloc.h>
#include <utility>

namespace gauntlet::reference {
namespace {

using base::Deadline;
using net::Awaitable;

constexpr std::string_view kUserAgent = "gauntlet-reference";

}  // namespace

Controller::Controller(net::Executor executor, ControllerOptions options, IdentityPtr fallback,
                       std::vector<ProxyWorker*> workers, base::Log& log)
    : options_(std::move(options)),
      workers_(std::move(workers)),
      log_(log),
      client_(executor, options_.access, std::string(kUserAgent)),
      state_(executor, log),
      certificate_builder_(std::move(fallback), log),
      tasks_(executor) {
  if (options_.publish_address) {
    status_writer_.emplace(executor, client_, state_, options_.classes, *options_.publish_address, log);
  }
  for (const ClusterState::Feed& feed : state_.feeds()) {
    reflectors_.push_back(std::make_unique<Reflector>(client_, feed.type, feed.sink, log));
  }
}

void Controller::start() {
  for (const auto& reflector : reflectors_) tasks_.spawn(reflector->run());
  tasks_.spawn(follow_changes());
  if (status_writer_) tasks_.spawn(status_writer_->run());
}

Awaitable<void> Controller::stop() {
  // Reflectors wait for the next event most of the time; there is nothing to be gentle with.
  const auto at_once = Deadline::at({});
  co_await tasks_.stop(at_once);
}

Awaitable<void> Controller::follow_changes() {
  // Until everything was listed once: a half-known cluster would be served wrongly.
  while (!state_.is_complete()) {
    const auto changes = co_await state_.next_changes();
    if (!changes) co_return;
  }
  const Changes everything{true, true, true};
  rebuild(everything);
  co_await wait_until_installed();
  // The lists as they came are gone, and may have been large.
  ::malloc_trim(0);
  is_ready_ = true;
  log_.write(base::LogLevel::kInfo, "ready", {{"routes", std::to_string(snapshot_.routes->route_count())}});
  for (;;) {
    const auto changes = co_await state_.next_changes();
    if (!changes) co_return;
    rebuild(*changes);
  }
}

void Controller::rebuild(const Changes& changes) {
  if (changes.routes || changes.certificates) {
    const base::TimePoint begin = base::SystemClock().now();
    const auto served = state_.served(options_.classes);
    if (changes.routes) snapshot_.routes = build_route_table(served, state_, options_.upstream);
    if (changes.certificates) snapshot_.certificates = certificate_builder_.build(served, state_);
    for (ProxyWorker* const worker : workers_) worker->install(snapshot_);
    ++reconciles_;
    reconcile_time_ += base::SystemClock().now() - begin;
  }
  if (changes.statuses && status_writer_) status_writer_->wake();
}

Measurements Controller::measure() const {
  Measurements measured;
  for (const ProxyWorker* const worker : workers_) {
    for (std::size_t i = 0; i < kRequestOutcomes; ++i) {
      measured.requests[i] += worker->counters().requests(static_cast<RequestOutcome>(i));
    }
  }
  if (snapshot_.routes != nullptr) measured.routes = snapshot_.routes->route_count();
  measured.reconciles = reconciles_;
  measured.reconcile_time = reconcile_time_;
  for (const auto& reflector : reflectors_) {
    measured.watches.push_back({reflector->type().group_resource(), reflector->lists(), reflector->watch_starts()});
  }
  return measured;
}

// What is posted to a loop is done in order.
Awaitable<void> Controller::wait_until_installed() {
  const std::function<void()> nothing = [] {};
  for (ProxyWorker* const worker : workers_) {
    co_await net::run_on(worker->executor(), nothing);
  }
}

}  // namespace gauntlet::reference
