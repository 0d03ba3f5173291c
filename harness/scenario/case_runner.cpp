#include "harness/scenario/case_runner.hpp"

#include "foundation/net/timer.hpp"
#include "harness/scenario/case_state.hpp"
#include "harness/scenario/isolation.hpp"
#include "harness/scenario/judge.hpp"
#include "harness/scenario/object_access.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration kManifestsWithin = 10s;
constexpr base::Duration kCastWithin = 120s;  // the test bed's own work, on however slow a machine
constexpr base::Duration kRemoveWithin = 10s;
constexpr base::Duration kRemovePoll = 5ms;
constexpr std::size_t kLogTailLines = 200;
constexpr std::size_t kLogTailBytes = 16 * 1024;

bool is_check(const Step& step) {
  return std::holds_alternative<SendStep>(step.action) || std::holds_alternative<ObjectsStep>(step.action);
}

net::Awaitable<base::Result<void>> wait_until_gone(kube::Client& client, std::string namespace_,
                                                   base::Deadline deadline) {
  for (;;) {
    base::NamespacedName name{"", namespace_};
    const auto left = co_await client.get(kube::resources::kNamespaces, std::move(name), deadline);
    if (!left && left.error().reason() == base::Reason::kNotFound) co_return base::Result<void>();
    if (deadline.has_passed(base::SystemClock().now())) {
      co_return base::Error(base::Reason::kTimeout, "namespace " + namespace_ + " does not go away");
    }
    const auto waited = co_await net::wait_for(kRemovePoll);
    if (!waited) co_return waited.error();
  }
}

// Adds the time of its life.
class Stopwatch {
 public:
  explicit Stopwatch(base::Duration& total) : total_(total), began_(base::SystemClock().now()) {}
  ~Stopwatch() { total_ += base::SystemClock().now() - began_; }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  base::Duration& total_;
  base::TimePoint began_;
};

}  // namespace

struct CaseRunner::State : CaseState {
  using CaseState::CaseState;
};

CaseRunner::CaseRunner(Lane& lane, const Scenario& scenario, const CaseSettings& settings, int serial)
    : state_(std::make_unique<State>(lane, scenario, settings, serial)) {}
CaseRunner::~CaseRunner() = default;

net::Awaitable<void> CaseRunner::prepare_cast() {
  State& state = *state_;
  const Stopwatch watch(state.busy);
  const Scenario& scenario = state.scenario;
  auto certificates = CertificateStore::make(scenario.certificates);
  if (!certificates) {
    co_await state.break_off(scenario.position, certificates.error());
    co_return;
  }
  state.certificates = std::move(certificates).value();
  std::vector<kube::Object> objects;
  for (const std::string& name : namespaces_of(scenario)) objects.push_back(make_namespace(name));
  for (const Backend& backend : scenario.backends) {
    if (!has_manifest(scenario, "Deployment", backend.namespace_, backend.name)) {
      objects.push_back(make_deployment(backend));
    }
    if (!has_manifest(scenario, "Service", backend.namespace_, backend.name)) objects.push_back(make_service(backend));
  }
  for (const Certificate& certificate : scenario.certificates) {
    const net::IssuedCertificate* issued = state.certificates.find(certificate.name);
    if (issued == nullptr || certificate.secret.empty()) continue;
    objects.push_back(make_tls_secret(certificate.namespace_, certificate.secret, *issued));
  }
  for (kube::Object& object : objects) {
    if (state.end_if_stopped()) co_return;
    const base::Deadline deadline = base::Deadline::after(kManifestsWithin);
    const std::string what = fmt::format("making {}/{}", object.kind(), object.name());
    const auto made = co_await apply_object(state.lane.client(), std::move(object), deadline);
    if (!made) {
      base::Error error = made.error().with_context(what);
      co_await state.break_off(scenario.position, std::move(error));
      co_return;
    }
  }
  for (const std::string& name : namespaces_of(scenario)) {
    const base::Deadline deadline = base::Deadline::after(kCastWithin);
    const auto settled = co_await state.lane.world().wait_until_settled(name, deadline);
    if (!settled) {
      base::Error error = settled.error().with_context("waiting for the pods of namespace " + name);
      co_await state.break_off(scenario.position, std::move(error));
      co_return;
    }
  }
}

net::Awaitable<void> CaseRunner::apply_manifests() {
  State& state = *state_;
  const Stopwatch watch(state.busy);
  if (state.ended()) co_return;
  Step step;
  step.verb = "apply";
  step.position = state.scenario.position;
  ApplyStep apply;
  apply.manifests = state.scenario.manifests;
  step.action = std::move(apply);
  co_await run_change_step(state, step);
}

net::Awaitable<void> CaseRunner::run_steps(base::TimePoint commit_floor) {
  State& state = *state_;
  const Stopwatch watch(state.busy);
  if (state.commit < commit_floor) state.commit = commit_floor;
  // Not before: with `boot: cold` the controllers start behind the objects.
  state.prober = std::make_unique<Prober>(state.lane.world(), state.certificates, *state.settings.stop,
                                          state.lane.entrances(), state.id_prefix);
  int number = 0;
  for (const Step& step : state.scenario.steps) {
    if (state.ended()) co_return;
    result::StepResult result;
    result.number = ++number;
    result.name = step.name;
    result.verb = step.verb;
    result.line = step.position.line;
    const base::TimePoint began = base::SystemClock().now();
    result.started_ms = state.since_start_ms(began);
    if (const auto* send = std::get_if<SendStep>(&step.action)) {
      co_await run_send_step(state, *send, result);
    } else if (const auto* objects = std::get_if<ObjectsStep>(&step.action)) {
      co_await run_objects_step(state, *objects, result);
    } else {
      co_await run_change_step(state, step);
    }
    if (state.ended() && !is_check(step)) result.status = state.status;
    result.duration_ms = state.since_start_ms(base::SystemClock().now()) - result.started_ms;
    state.steps.push_back(std::move(result));
  }
  state.finished = !state.ended();
}

net::Awaitable<void> CaseRunner::fail_to_start(base::Error error) {
  State& state = *state_;
  if (state.ended()) co_return;
  const Evidence found = co_await state.evidence(0);
  state.status = result::Status::kFail;
  state.failures.push_back(
      make_death(state.scenario, state.scenario.position, error.to_string(), found, state.settings.words));
}

net::Awaitable<base::Result<void>> CaseRunner::remove() {
  State& state = *state_;
  if (state.settings.stop->requested()) co_return base::Result<void>();
  if (disturbs_api_server(state.scenario)) {
    std::string every_fault;
    co_await state.lane.world().heal(std::move(every_fault));
  }
  const base::Deadline deadline = base::Deadline::after(state.scaled(kRemoveWithin));
  kube::Client& client = state.lane.client();
  for (const auto& [type, name] : state.cluster_objects) {
    const auto removed = co_await client.remove(*type, name, deadline);
    base::ignore_failure(removed);  // the case may have deleted it itself
  }
  const std::vector<std::string> namespaces = namespaces_of(state.scenario);
  for (const std::string& name : namespaces) {
    base::NamespacedName namespaced{"", name};
    const auto removed = co_await client.remove(kube::resources::kNamespaces, std::move(namespaced), deadline);
    base::ignore_failure(removed);  // not there if its creation failed
  }
  for (const std::string& name : namespaces) {
    const auto gone = co_await wait_until_gone(client, name, deadline);
    if (!gone) co_return gone.error();
  }
  co_return base::Result<void>();
}

base::TimePoint CaseRunner::last_commit() const {
  return state_->commit;
}
bool CaseRunner::ended() const {
  return state_->ended();
}

bool CaseRunner::first_checks_show_arrival() const {
  Observation nothing_there;
  nothing_there.round_trip.response.status = state_->settings.no_route_codes.front();
  for (const Step& step : state_->scenario.steps) {
    const auto* send = std::get_if<SendStep>(&step.action);
    if (send == nullptr) continue;
    return std::any_of(send->checks.begin(), send->checks.end(), [&](const Check& check) {
      return check.expect.status == StatusWord::kCodes &&
             judge(check.expect, nothing_there, state_->settings.no_route_codes);
    });
  }
  return true;
}

Attempt CaseRunner::take_attempt(Company company) {
  CaseState& state = *state_;
  Attempt attempt;
  attempt.company = company;
  attempt.status = state.status;
  if (state.status == result::Status::kPass && !state.finished) attempt.status = result::Status::kNotRun;
  const bool only_recorded = state.scenario.level == result::Level::kObserve;
  if (attempt.status == result::Status::kPass && only_recorded) attempt.status = result::Status::kObserved;
  attempt.steps = std::move(state.steps);
  attempt.failures = std::move(state.failures);
  attempt.started_at = state.started_at;
  attempt.duration = state.busy;
  const launch::ControllerProcess* process = state.lane.process(0);
  if (!state.ended() || process == nullptr) return attempt;
  for (const launch::LogLine& line : process->log_tail(kLogTailLines)) attempt.log_tail += line.text + "\n";
  if (attempt.log_tail.size() > kLogTailBytes) attempt.log_tail.erase(0, attempt.log_tail.size() - kLogTailBytes);
  return attempt;
}

}  // namespace gauntlet::scenario
