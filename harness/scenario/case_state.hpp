// CaseState: what the phases and steps of one running case share. Internal to the case runner's files.
#pragma once

#include "harness/result/run_result.hpp"
#include "harness/scenario/case_runner.hpp"
#include "harness/scenario/convergence.hpp"
#include "harness/scenario/prober.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gauntlet::scenario {

struct CaseState {
  CaseState(Lane& case_lane, const Scenario& case_scenario, const CaseSettings& case_settings, int case_serial);

  Lane& lane;
  const Scenario& scenario;
  const CaseSettings& settings;
  std::string id_prefix;
  CertificateStore certificates;
  std::unique_ptr<Prober> prober;  // once the certificates are made
  base::TimePoint started;
  base::WallTime started_at;
  base::Duration busy{};  // with this case, not with waiting for its company

  // The latest change, and what the controller was sent of it.
  base::TimePoint commit;
  std::string commit_version;  // empty: a change without a version, such as a deletion
  bool changed = false;        // since the last check step

  std::map<std::string, int> pods;                                                          // backend -> how many
  std::vector<std::pair<const kube::ResourceType*, base::NamespacedName>> cluster_objects;  // to remove at the end
  std::map<std::string, std::string> values_before;  // for <changed>: "object path" -> JSON text

  result::Status status = result::Status::kPass;
  bool finished = false;  // all steps were run
  std::vector<result::StepResult> steps;
  std::vector<result::Failure> failures;
  int next_check = 1;

  bool ended() const;
  double since_start_ms(base::TimePoint when) const;
  std::string source_line(const Position& position) const;
  base::Duration scaled(base::Duration limit) const;
  ConvergenceRules convergence_rules(const Timing& timing, int default_settle) const;

  // Notes a write; asks the API server when it was committed.
  net::Awaitable<void> note_write(std::string resource_version);
  void note_change_now();
  net::Awaitable<Evidence> evidence(int instance);
  // The test bed's failure, or a cancellation.
  net::Awaitable<void> break_off(Position position, base::Error error);
  // A run that is stopped begins nothing more, not even the next of many objects.
  bool end_if_stopped();
  // A controller that ended by itself has failed the case; false while all are running.
  net::Awaitable<bool> end_if_controller_died(Position position);
  result::Propagation propagation_of(std::optional<base::TimePoint> first_right,
                                     std::optional<base::TimePoint> last_wrong,
                                     const std::optional<WriteTimes>& times) const;
};

// One step each; they fill in `step` and, where it failed, the state.
net::Awaitable<void> run_send_step(CaseState& state, const SendStep& action, result::StepResult& step);
net::Awaitable<void> run_objects_step(CaseState& state, const ObjectsStep& action, result::StepResult& step);
net::Awaitable<void> run_change_step(CaseState& state, const Step& step);
// The values that a later `<changed>` compares with.
net::Awaitable<void> remember_values(CaseState& state);

}  // namespace gauntlet::scenario
