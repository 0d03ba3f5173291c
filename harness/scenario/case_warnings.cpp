#include "harness/scenario/case_warnings.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace gauntlet::scenario {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration kCeiling = 30s;  // the longest time to consistency that a core case may ask for

bool is_check(const Step& step) {
  return std::holds_alternative<SendStep>(step.action) || std::holds_alternative<ObjectsStep>(step.action);
}
bool is_wait(const Step& step) {
  return std::holds_alternative<WaitStep>(step.action);
}

void collect_texts(const kube::Json& json, std::set<std::string>& texts) {
  if (const auto* text = json.get_ptr<const std::string*>()) texts.insert(*text);
  if (!json.is_structured()) return;
  for (const kube::Json& inner : json) collect_texts(inner, texts);
}

class Warnings {
 public:
  Warnings(const CaseDraft& draft, Diagnostics& diagnostics)
      : draft_(draft), scenario_(draft.scenario), diagnostics_(diagnostics) {}

  void header() {
    if (scenario_.title.empty())
      diagnostics_.warning("W106", draft_.id, "a case without a title", "one sentence that states the rule");
    if (scenario_.level != result::Level::kCore) return;
    if (scenario_.spec.empty()) {
      diagnostics_.warning("W108", draft_.id, "a core case without 'spec'",
                           "which sentence of which document demands it?");
    }
    if (scenario_.timeouts.at("propagate") > kCeiling) {
      diagnostics_.warning("W109", draft_.timeouts, "'propagate' is above the ceiling of 30s");
    }
  }

  // W101: after a change, a step that was as right before it.
  void blind_checks() {
    std::map<std::string, Position> now;     // what holds in the present state
    std::map<std::string, Position> before;  // what held before the last change
    const Step* change = nullptr;            // the first one since the last check step
    for (const Step& step : scenario_.steps) {
      if (!is_check(step)) {
        if (is_wait(step)) continue;
        if (change == nullptr) before = std::exchange(now, {});
        if (change == nullptr) change = &step;
        continue;
      }
      if (const auto* send = std::get_if<SendStep>(&step.action)) {
        if (change != nullptr && !send->timing.hold) warn_if_blind(*send, before, *change);
        for (const Check& check : send->checks) now.emplace(check.text, check.position);
      }
      change = nullptr;
    }
  }

  // W102.
  void needless_waits() {
    for (std::size_t i = 0; i + 1 < scenario_.steps.size(); ++i) {
      const Step& step = scenario_.steps[i];
      if (!is_wait(step) || !is_check(scenario_.steps[i + 1])) continue;
      diagnostics_.warning("W102", draft_.at(step.position), "a wait before a check takes its full time on every run",
                           "'within' at the check waits no longer than it has to");
    }
  }

  // W103, W110, and W109 for times of their own.
  void checks() {
    for (const Step& step : scenario_.steps) {
      const auto* send = std::get_if<SendStep>(&step.action);
      if (send == nullptr) continue;
      const base::Duration within = send->timing.within.value_or(0s);
      const bool is_propagate = within == scenario_.timeouts.at("propagate");
      if (scenario_.level == result::Level::kCore && within > kCeiling && !is_propagate) {
        diagnostics_.warning("W109", draft_.at(step.position), "'within' is above the ceiling of 30s");
      }
      for (const Check& check : send->checks) {
        warn_of_404(check);
        warn_of_single_pod(check);
      }
    }
  }

  // W105: neither expected nor in any object or change.
  void idle_backends() {
    std::set<std::string> used;
    for (const Manifest& manifest : scenario_.manifests) collect_texts(manifest.object.json(), used);
    for (const PendingName& name : draft_.names) used.insert(name.use.name);
    for (const ChangedBackend& change : draft_.changed_backends) used.insert(change.name);
    for (const PendingReference& reference : draft_.references) used.insert(reference.object.name);
    for (const Step& step : scenario_.steps) {
      if (const auto* apply = std::get_if<ApplyStep>(&step.action)) {
        for (const Manifest& manifest : apply->manifests) collect_texts(manifest.object.json(), used);
      }
      const auto* patch = std::get_if<PatchStep>(&step.action);
      if (patch == nullptr) continue;
      for (const PatchStep::Change& change : patch->changes) {
        for (const auto& [path, text] : change.values) {
          if (const auto value = kube::parse_json(text)) collect_texts(*value, used);
        }
      }
    }
    for (const auto& [name, where] : draft_.backends) {
      if (used.count(name) != 0) continue;
      diagnostics_.warning("W105", where,
                           fmt::format("no check expects the backend '{}', and no object names it", name));
    }
  }

 private:
  void warn_if_blind(const SendStep& send, const std::map<std::string, Position>& before, const Step& change) {
    if (send.checks.empty()) return;
    // Where the pods are counted, equal words mean other pods.
    const bool same = std::all_of(send.checks.begin(), send.checks.end(), [&](const Check& check) {
      return before.count(check.text) != 0 && !check.expect.spread_over_all_pods;
    });
    if (!same) return;
    const Check& check = send.checks.front();
    diagnostics_.warning("W101", draft_.at(check.position), "this check cannot tell the old state from the new one",
                         fmt::format("same as line {}, before the {} in line {}", before.at(check.text).line,
                                     change.verb, change.position.line));
  }

  void warn_of_404(const Check& check) {
    const Answer& answer = check.expect;
    const bool only_404 = answer.status == StatusWord::kCodes && answer.codes == std::vector<int>{404} &&
                          answer.code_classes.empty() && answer.from.empty();
    // In other levels the code itself may be what is asked for.
    if (!only_404 || scenario_.level != result::Level::kCore) return;
    diagnostics_.warning("W103", {check.expectation_position, 3}, "404 does not say that no backend was reached",
                         "'no-route' does, with the code that the controller's profile names");
  }

  void warn_of_single_pod(const Check& check) {
    if (check.repeat <= 1 || check.expect.from.empty()) return;
    int pods = 0;
    for (const PodReference& reference : check.expect.from) {
      for (const Backend& backend : scenario_.backends) {
        if (backend.name == reference.backend) pods += backend.pods;
      }
    }
    if (pods != 1) return;
    diagnostics_.warning("W110", draft_.at(check.position),
                         fmt::format("{} requests to a single pod show no more than one does", check.repeat));
  }

  const CaseDraft& draft_;
  const Scenario& scenario_;
  Diagnostics& diagnostics_;
};

}  // namespace

void warn(const CaseDraft& draft, Diagnostics& diagnostics) {
  Warnings warnings(draft, diagnostics);
  warnings.header();
  warnings.blind_checks();
  warnings.needless_waits();
  warnings.checks();
  warnings.idle_backends();
}

}  // namespace gauntlet::scenario
