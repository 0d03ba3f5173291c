#include "foundation/net/timer.hpp"
#include "harness/scenario/case_state.hpp"
#include "harness/scenario/convergence.hpp"
#include "harness/scenario/object_access.hpp"
#include "harness/scenario/object_path.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::scenario {

namespace {

using namespace std::chrono_literals;
using kube::Json;

constexpr base::Duration kDefaultEvery = 50ms;
constexpr base::Duration kRequestTimeout = 5s;

// Kubernetes does not tell an empty collection from an absent one.
bool is_absent(const Json* value) {
  return value == nullptr || value->is_null() || ((value->is_array() || value->is_object()) && value->empty());
}

std::string text_of(const Json& value) {
  return value.is_string() ? std::string(*value.get_ptr<const std::string*>()) : kube::to_text(value);
}

std::string key_of(const ObjectReference& object, const std::string& path) {
  return object.text + " " + path;
}

// Empty: as wanted; else "path: want x, got y".
std::string difference(const CaseState& state, const ObjectReference& object, const NamedMatcher& expected,
                       const Json& json) {
  const auto path = parse_object_path(expected.name);
  const Json* value = path ? find_at(json, *path) : nullptr;
  const std::string got = is_absent(value) ? "absent" : kube::to_text(*value);
  const auto wrong = [&](std::string_view want) {
    return fmt::format("{}: want {}, got {}", expected.name, want, got);
  };
  const ValueMatcher& matcher = expected.matcher;
  switch (matcher.kind) {
    case ValueMatcher::Kind::kAbsent:
      return is_absent(value) ? "" : wrong("absent");
    case ValueMatcher::Kind::kAny:
      return is_absent(value) ? wrong("any value") : "";
    case ValueMatcher::Kind::kChanged: {
      const auto before = state.values_before.find(key_of(object, expected.name));
      const bool same = before == state.values_before.end() || before->second == got;
      return same ? wrong("a changed value") : "";
    }
    case ValueMatcher::Kind::kPattern: {
      const std::string text = value == nullptr ? "" : text_of(*value);
      return matches(matcher, value == nullptr ? nullptr : &text) ? "" : wrong("a match of /" + matcher.text + "/");
    }
    case ValueMatcher::Kind::kExact: {
      const auto want = kube::parse_json(matcher.json);
      const bool equal = want && (value != nullptr ? *value == *want : want->is_null());
      return equal ? "" : wrong(matcher.json);
    }
  }
  return "";
}

ObjectReference with_namespace(ObjectReference reference, const Scenario& scenario) {
  if (reference.namespace_.empty()) reference.namespace_ = scenario.namespace_;
  return reference;
}

std::vector<std::string> differences_of(const CaseState& state, const ObjectsStep::Expectation& expectation,
                                        const base::Result<kube::Object>& object) {
  const bool missing = !object && object.error().reason() == base::Reason::kNotFound;
  if (expectation.absent) {
    return missing ? std::vector<std::string>() : std::vector<std::string>{"is still there, want absent"};
  }
  if (!object) return {object.error().to_string()};
  std::vector<std::string> differences;
  for (const NamedMatcher& value : expectation.values) {
    std::string found = difference(state, expectation.object, value, object->json());
    if (!found.empty()) differences.push_back(std::move(found));
  }
  return differences;
}

}  // namespace

net::Awaitable<void> remember_values(CaseState& state) {
  for (const Step& step : state.scenario.steps) {
    const auto* objects = std::get_if<ObjectsStep>(&step.action);
    if (objects == nullptr) continue;
    for (const ObjectsStep::Expectation& expectation : objects->expectations) {
      for (const NamedMatcher& value : expectation.values) {
        if (value.matcher.kind != ValueMatcher::Kind::kChanged) continue;
        ObjectReference reference = with_namespace(expectation.object, state.scenario);
        const base::Deadline deadline = base::Deadline::after(kRequestTimeout);
        const auto object = co_await get_object(state.lane.client(), std::move(reference), deadline);
        const auto path = parse_object_path(value.name);
        const Json* found = object && path ? find_at(object->json(), *path) : nullptr;
        state.values_before[key_of(expectation.object, value.name)] =
            is_absent(found) ? "absent" : kube::to_text(*found);
      }
    }
  }
}

net::Awaitable<void> run_objects_step(CaseState& state, const ObjectsStep& action, result::StepResult& step) {
  ConvergenceRules rules;
  if (action.timing.within && !action.timing.within_now) {
    rules.deadline = state.commit + std::chrono::duration_cast<base::TimePoint::duration>(*action.timing.within);
  }
  rules.hold = action.timing.hold.value_or(base::Duration());
  rules.settle = action.timing.settle.value_or(1);  // the API server gives one consistent answer
  Convergence convergence(rules);
  const base::Duration every = action.timing.every.value_or(kDefaultEvery);
  std::vector<std::vector<std::string>> differences(action.expectations.size());
  int rounds = 0;
  Decision decision = Decision::kAgain;
  while (decision == Decision::kAgain) {
    Round round = Round::kRight;
    for (std::size_t i = 0; i < action.expectations.size(); ++i) {
      ObjectReference reference = with_namespace(action.expectations[i].object, state.scenario);
      const base::Deadline deadline = base::Deadline::after(kRequestTimeout);
      const auto object = co_await get_object(state.lane.client(), std::move(reference), deadline);
      differences[i] = differences_of(state, action.expectations[i], object);
      if (!differences[i].empty()) round = Round::kAllowed;
    }
    ++rounds;
    decision = convergence.observe(base::SystemClock().now(), round);
    if (decision != Decision::kAgain) break;
    const auto waited = co_await net::wait_for(every);
    if (!waited) {
      co_await state.break_off(action.expectations.front().position, waited.error());
      co_return;
    }
  }
  const bool failed = decision != Decision::kHolds;
  for (std::size_t i = 0; i < action.expectations.size(); ++i) {
    const ObjectsStep::Expectation& expectation = action.expectations[i];
    result::CheckResult check;
    check.number = state.next_check++;
    check.line = expectation.position.line;
    check.column = expectation.position.column;
    check.text = expectation.object.text;
    check.got = fmt::format("{}", fmt::join(differences[i], "; "));
    const bool wrong = failed && !differences[i].empty();
    if (wrong) {
      check.status = step.status = state.status = result::Status::kFail;
      check.kind = "object";
    }
    step.checks.push_back(check);
    if (!wrong) continue;
    ObjectFailure failure;
    failure.position = expectation.position;
    failure.object = expectation.object.text;
    failure.differences = differences[i];
    failure.tries_words = fmt::format("{} in {:.1f} s since the commit", rounds,
                                      std::chrono::duration<double>(base::SystemClock().now() - state.commit).count());
    const Evidence evidence = co_await state.evidence(0);
    const std::string source = state.source_line(expectation.position);
    state.failures.push_back(make_failure(state.scenario, failure, source, evidence, state.settings.words));
  }
}

}  // namespace gauntlet::scenario
