#include "harness/scenario/case_runner.hpp"

#include "foundation/net/timer.hpp"
#include "harness/scenario/case_state.hpp"
#include "harness/scenario/object_access.hpp"

#include <fmt/format.h>

namespace gauntlet::scenario {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration kWriteWithin = 10s;
constexpr base::Duration kSettleWithin = 30s;
constexpr base::Duration kRemoveWithin = 10s;
constexpr base::Duration kRemovePoll = 5ms;
constexpr std::size_t kLogTailLines = 200;

bool is_check(const Step& step) {
  return std::holds_alternative<SendStep>(step.action) || std::holds_alternative<ObjectsStep>(step.action);
}

}  // namespace

struct CaseRunner::State : CaseState {
  using CaseState::CaseState;
};

CaseRunner::CaseRunner(Lane& lane, const Scenario& scenario, const CaseSettings& settings, int serial)
    : state_(std::make_unique<State>(lane, scenario, settings, serial)) {}
CaseRunner::~CaseRunner() = default;

net::Awaitable<void> CaseRunner::prepare_cast() {
  State& state = *state_;
  const Scenario& scenario = state.scenario;
  auto certificates = CertificateStore::make(scenario.certificates);
  if (!certificates) {
    co_await state.break_off(scenario.position, certificates.error());
    co_return;
  }
  state.certificates = std::move(certificates).value();
  state.prober =
      std::make_unique<Prober>(state.lane.world(), state.certificates, state.lane.entrances(), state.id_prefix);

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
    const base::Deadline deadline = base::Deadline::after(kWriteWithin);
    const std::string what = fmt::format("making {}/{}", object.kind(), object.name());
    const auto made = co_await apply_object(state.lane.client(), std::move(object), deadline);
    if (!made) {
      base::Error error = made.error().with_context(what);
      co_await state.break_off(scenario.position, std::move(error));
      co_return;
    }
  }
  for (const std::string& name : namespaces_of(scenario)) {
    const base::Deadline deadline = base::Deadline::after(kSettleWithin);
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
  if (state.commit < commit_floor) state.commit = commit_floor;
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
}

net::Awaitable<void> CaseRunner::remove() {
  State& state = *state_;
  const base::Deadline deadline = base::Deadline::after(kRemoveWithin);
  const std::vector<std::string> namespaces = namespaces_of(state.scenario);
  kube::Client& client = state.lane.client();
  for (const auto& [type, name] : state.cluster_objects) {
    const auto removed = co_await client.remove(*type, name, deadline);
    base::ignore_failure(removed);  // the case may have deleted it itself
  }
  for (const std::string& name : namespaces) {
    base::NamespacedName namespaced{"", name};
    const auto removed = co_await client.remove(kube::resources::kNamespaces, std::move(namespaced), deadline);
    base::ignore_failure(removed);  // not there if its creation failed
  }
  for (const std::string& name : namespaces) {
    for (;;) {
      base::NamespacedName namespaced{"", name};
      const auto left = co_await client.get(kube::resources::kNamespaces, std::move(namespaced), deadline);
      if (!left) break;
      const auto waited = co_await net::wait_for(kRemovePoll);
      if (!waited) co_return;
      if (!deadline.has_passed(base::SystemClock().now())) continue;
      base::Error error(base::Reason::kTimeout, "namespace " + name + " does not go away");
      co_await state.break_off(state.scenario.position, std::move(error));
      co_return;
    }
  }
}

base::TimePoint CaseRunner::last_commit() const {
  return state_->commit;
}
bool CaseRunner::ended() const {
  return state_->ended();
}

result::TryResult CaseRunner::take_try(const std::string& company) {
  result::TryResult attempt;
  attempt.company = company;
  attempt.status = status();
  attempt.steps = std::move(state_->steps);
  return attempt;
}

std::vector<result::Failure> CaseRunner::take_failures() {
  return std::move(state_->failures);
}

result::Status CaseRunner::status() const {
  const bool observed = state_->status == result::Status::kPass && state_->scenario.level == result::Level::kObserve;
  return observed ? result::Status::kObserved : state_->status;
}

base::TimePoint CaseRunner::started_at() const {
  return state_->started;
}

std::string CaseRunner::log_tail() const {
  std::string text;
  const launch::ControllerProcess* process = state_->lane.process(0);
  if (process == nullptr) return text;
  for (const launch::LogLine& line : process->log_tail(kLogTailLines)) text += line.text + "\n";
  return text;
}

}  // namespace gauntlet::scenario
