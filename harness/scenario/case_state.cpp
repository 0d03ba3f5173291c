#include "harness/scenario/case_state.hpp"

#include <fmt/format.h>

namespace gauntlet::scenario {

CaseState::CaseState(Lane& case_lane, const Scenario& case_scenario, const CaseSettings& case_settings, int case_serial)
    : lane(case_lane),
      scenario(case_scenario),
      settings(case_settings),
      id_prefix(fmt::format("{:x}-{:x}", case_settings.words.seed & 0xffff, case_serial)),
      started(base::SystemClock().now()),
      started_at(base::SystemClock().wall_time()),
      commit(started) {
  for (const Backend& backend : scenario.backends) pods[backend.name] = backend.pods;
}

bool CaseState::ended() const {
  return status != result::Status::kPass;
}

double CaseState::since_start_ms(base::TimePoint when) const {
  return std::chrono::duration<double, std::milli>(when - started).count();
}

std::string CaseState::source_line(const Position& position) const {
  const auto file = settings.source_lines->find(position.file);
  if (file == settings.source_lines->end()) return {};
  const auto index = static_cast<std::size_t>(position.line);
  return index >= 1 && index <= file->second.size() ? file->second[index - 1] : std::string();
}

base::Duration CaseState::scaled(base::Duration limit) const {
  return std::chrono::duration_cast<base::Duration>(limit * settings.time_scale);
}

ConvergenceRules CaseState::convergence_rules(const Timing& timing, int default_settle) const {
  ConvergenceRules rules;
  if (timing.within && !timing.within_now) rules.deadline = commit + scaled(*timing.within);
  rules.hold = timing.hold.value_or(base::Duration());
  rules.settle = timing.settle.value_or(default_settle);
  return rules;
}

void CaseState::note_change_now() {
  commit = base::SystemClock().now();
  commit_version.clear();
  changed = true;
}

net::Awaitable<void> CaseState::note_write(std::string resource_version) {
  note_change_now();
  const std::string user = Lane::user_of(0);
  const auto times = co_await lane.world().write_times(resource_version, user);
  commit_version = std::move(resource_version);
  if (times) commit = times->committed;
}

net::Awaitable<Evidence> CaseState::evidence(int instance) {
  std::string user = Lane::user_of(instance);
  std::string instance_name = fmt::format("{}/{}", settings.words.controller, instance);
  Evidence found = co_await gather_evidence(lane.client(), lane.world(), std::move(user), scenario,
                                            lane.process(instance), std::move(instance_name), started);
  co_return found;
}

net::Awaitable<void> CaseState::break_off(Position position, base::Error error) {
  if (ended()) co_return;
  if (error.reason() == base::Reason::kCancelled) {
    status = result::Status::kNotRun;
    co_return;
  }
  status = result::Status::kError;
  const Evidence found = co_await evidence(0);
  failures.push_back(make_error(scenario, position, error.to_string(), found, settings.words));
}

bool CaseState::end_if_stopped() {
  if (!settings.stop->requested()) return false;
  if (!ended()) status = result::Status::kNotRun;
  return true;
}

net::Awaitable<bool> CaseState::end_if_controller_died(Position position) {
  std::string how = lane.dead_controller();
  if (how.empty()) co_return false;
  if (ended()) co_return true;
  status = result::Status::kFail;
  const Evidence found = co_await evidence(0);
  how += " in the middle of the case";
  failures.push_back(make_death(scenario, position, how, found, settings.words));
  co_return true;
}

result::Propagation CaseState::propagation_of(std::optional<base::TimePoint> first_right,
                                              std::optional<base::TimePoint> last_wrong,
                                              const std::optional<WriteTimes>& times) const {
  result::Propagation propagation;
  propagation.committed_ms = since_start_ms(commit);
  if (times && times->delivered) propagation.delivered_ms = since_start_ms(*times->delivered);
  if (first_right) propagation.first_new_ms = since_start_ms(*first_right);
  if (last_wrong) propagation.last_old_ms = since_start_ms(*last_wrong);
  return propagation;
}

}  // namespace gauntlet::scenario
