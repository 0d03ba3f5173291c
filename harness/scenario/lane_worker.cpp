#include "harness/scenario/lane_worker.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration kRestoreWithin = 10s;
constexpr base::Duration kWorkOffWithin = 30s;  // a pack of 64
// A controller that serves no canary twice will not serve the third; new lanes are quicker then.
constexpr int kMostCanariesMissed = 2;

bool names_class(const kube::Object& object) {
  return object.kind() == kube::resources::kIngressClasses.kind;
}

bool changes_class(const Step& step) {
  const std::string_view kind = kube::resources::kIngressClasses.kind;
  if (const auto* apply = std::get_if<ApplyStep>(&step.action)) {
    return std::any_of(apply->manifests.begin(), apply->manifests.end(),
                       [](const Manifest& manifest) { return names_class(manifest.object); });
  }
  if (const auto* patch = std::get_if<PatchStep>(&step.action)) {
    return std::any_of(patch->changes.begin(), patch->changes.end(),
                       [&](const PatchStep::Change& change) { return change.object.kind == kind; });
  }
  if (const auto* removal = std::get_if<DeleteStep>(&step.action)) {
    return std::any_of(removal->objects.begin(), removal->objects.end(),
                       [&](const ObjectReference& object) { return object.kind == kind; });
  }
  return false;
}

std::vector<Attempt> one_attempt(Attempt attempt) {
  std::vector<Attempt> attempts;
  attempts.push_back(std::move(attempt));
  return attempts;
}

bool touches_classes(const Scenario& scenario) {
  return std::any_of(scenario.manifests.begin(), scenario.manifests.end(),
                     [](const Manifest& manifest) { return names_class(manifest.object); }) ||
         std::any_of(scenario.steps.begin(), scenario.steps.end(), changes_class);
}

}  // namespace

net::Awaitable<void> LaneWorker::work() {
  while (auto item = state_.take_work()) {
    switch (item->isolation) {
      case Isolation::kPack:
        co_await do_pack(std::move(*item));
        break;
      case Isolation::kReset:
        co_await do_reset(std::move(*item));
        break;
      case Isolation::kCase:
        co_await do_own(std::move(*item));
        break;
    }
  }
}

net::Awaitable<void> LaneWorker::stop() {
  if (lane_) {
    co_await lane_->stop();
  }
  lane_.reset();
}

net::Awaitable<void> LaneWorker::do_pack(WorkItem item) {
  const auto clean = co_await clean_lane();
  if (!clean) co_return abandon(clean.error());
  std::vector<const Scenario*> cases;
  for (const std::size_t index : item.cases) cases.push_back(&state_.suite.scenarios[index]);
  condition_ = Condition::kUsed;
  PackOutcome outcome = co_await run_pack(execution(*lane_), cases);
  state_.note_attempts(item, std::move(outcome.attempts));
  if (!outcome.removed) condition_ = Condition::kSpoilt;
}

net::Awaitable<void> LaneWorker::do_reset(WorkItem item) {
  const auto clean = co_await clean_lane();
  if (!clean) co_return abandon(clean.error());
  const Scenario& scenario = state_.suite.scenarios[item.cases.front()];
  condition_ = Condition::kUsed;
  AloneOutcome outcome = co_await run_alone(execution(*lane_), scenario);
  state_.note_attempts(item, one_attempt(std::move(outcome.attempt)));
  if (!outcome.removed) condition_ = Condition::kSpoilt;
  if (condition_ == Condition::kSpoilt || !touches_classes(scenario)) co_return;
  const base::Deadline deadline = base::Deadline::after(kRestoreWithin);
  const auto restored = co_await lane_->restore_classes(deadline);
  if (!restored) condition_ = Condition::kSpoilt;
}

net::Awaitable<void> LaneWorker::do_own(WorkItem item) {
  const Scenario& scenario = state_.suite.scenarios[item.cases.front()];
  Attempt attempt;
  // Two at a time would be in each other's way.
  if (state_.suite.profile.is_alone()) co_await stop();
  auto lane = co_await open_lane(scenario.instances);
  if (!lane) {
    attempt = broken_attempt(scenario, lane.error());
  } else if (scenario.boot == Boot::kCold) {
    attempt = co_await run_cold(execution(**lane), scenario);
  } else {
    const auto started = co_await (*lane)->start_controllers();
    if (started) {
      AloneOutcome outcome = co_await run_alone(execution(**lane), scenario);
      attempt = std::move(outcome.attempt);
    } else {
      attempt = broken_attempt(scenario, started.error());
    }
  }
  state_.note_attempts(item, one_attempt(std::move(attempt)));
  if (lane) {
    co_await (*lane)->stop();
  }
}

net::Awaitable<base::Result<void>> LaneWorker::clean_lane() {
  const bool hopeless = canaries_missed_ >= kMostCanariesMissed;
  if (lane_ && condition_ == Condition::kFresh) co_return base::Result<void>();
  if (lane_ && condition_ == Condition::kUsed && !hopeless) {
    const base::Deadline deadline = base::Deadline::after(execution(*lane_).canary_within);
    const auto passed = co_await lane_->pass_canary(deadline);
    if (passed) co_return base::Result<void>();
    ++canaries_missed_;
  }
  const auto renewed = co_await renew_lane();
  co_return renewed;
}

net::Awaitable<base::Result<void>> LaneWorker::renew_lane() {
  co_await stop();
  auto lane = co_await open_lane(1);
  if (!lane) co_return lane.error();
  lane_ = std::move(lane).value();
  const auto started = co_await lane_->start_controllers();
  if (!started) co_return started.error();
  if (!state_.time_to_ready) state_.time_to_ready = lane_->time_to_ready();
  condition_ = Condition::kFresh;
  co_return base::Result<void>();
}

net::Awaitable<base::Result<std::unique_ptr<Lane>>> LaneWorker::open_lane(int instances) {
  LaneOptions options;
  options.instances = instances;
  options.folder = fmt::format("{}/lane-{}", state_.options.folder, ++state_.lanes_started);
  options.controller_arguments = state_.options.controller_arguments;
  const base::Duration ready_within = instances * state_.suite.profile.ready_within;
  options.start_within = state_.scaled(state_.options.start_within + ready_within);
  auto lane =
      co_await Lane::open(state_.executor, state_.make_world, state_.suite.profile, state_.stop, std::move(options));
  co_return lane;
}

Execution LaneWorker::execution(Lane& lane) {
  // More than the time of one change: the controller works off what a whole pack has made or left, perhaps with so many
  // status writes a second as its client allows itself (client-go: 5).
  const base::Duration canary_within = std::max(2 * state_.suite.profile.propagate, kWorkOffWithin);
  return Execution{state_.executor, lane, state_.settings, state_.scaled(canary_within), state_.next_serial};
}

Attempt LaneWorker::broken_attempt(const Scenario& scenario, const base::Error& error) const {
  Attempt attempt;
  attempt.started_at = base::SystemClock().wall_time();
  if (error.reason() == base::Reason::kCancelled) return attempt;
  attempt.status = result::Status::kError;
  attempt.failures.push_back(
      make_error(scenario, scenario.position, error.to_string(), Evidence(), state_.settings.words));
  return attempt;
}

void LaneWorker::abandon(const base::Error& error) {
  if (state_.stop.requested()) return;
  state_.no_controller = error;
  state_.stop.request("no controller");
}

}  // namespace gauntlet::scenario
