#include "foundation/net/timer.hpp"
#include "harness/scenario/case_state.hpp"
#include "harness/scenario/convergence.hpp"
#include "harness/scenario/object_access.hpp"
#include "harness/scenario/object_path.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

using namespace std::chrono_literals;
using kube::Json;

constexpr base::Duration kReadEvery = 50ms;
constexpr base::Duration kFirstReadPause = 5ms;  // doubled up to `every` while it is not as expected
constexpr base::Duration kReadTimeout = 5s;
constexpr int kReadSettle = 1;  // the API server gives one consistent answer

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
      const bool equal = want && (is_absent(&*want) ? is_absent(value) : value != nullptr && *value == *want);
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

struct ObjectRounds {
  explicit ObjectRounds(std::size_t expectations) : wrong(expectations) {}

  int count = 0;
  std::vector<std::vector<std::string>>
      wrong;  // for each expectation, what differed in the last round that was not right
};

net::Awaitable<Round> look(CaseState& state, const ObjectsStep& action, ObjectRounds& rounds) {
  std::vector<std::vector<std::string>> differences(action.expectations.size());
  Round round = Round::kRight;
  for (std::size_t i = 0; i < action.expectations.size(); ++i) {
    ObjectReference reference = with_namespace(action.expectations[i].object, state.scenario);
    const base::Deadline deadline = base::Deadline::after(kReadTimeout);
    const auto object = co_await get_object(state.lane.client(), std::move(reference), deadline);
    differences[i] = differences_of(state, action.expectations[i], object);
    if (!differences[i].empty()) round = Round::kAllowed;
  }
  ++rounds.count;
  if (round != Round::kRight) rounds.wrong = std::move(differences);
  co_return round;
}

// Looks until the matter is decided. kAgain: broken off.
net::Awaitable<Decision> converge(CaseState& state, const ObjectsStep& action, Convergence& convergence,
                                  ObjectRounds& rounds) {
  const base::Duration every = action.timing.every.value_or(kReadEvery);
  const Position& position = action.expectations.front().position;
  base::Duration pause = std::min(kFirstReadPause, every);
  for (;;) {
    const Round round = co_await look(state, action, rounds);
    const Decision decision = convergence.observe(base::SystemClock().now(), round);
    if (decision != Decision::kAgain) co_return decision;
    const bool died = co_await state.end_if_controller_died(position);
    if (died) co_return Decision::kAgain;
    pause = round == Round::kRight ? every : std::min(pause * 2, every);
    const auto waited = co_await net::wait_for(pause);
    if (!waited) {
      co_await state.break_off(position, waited.error());
      co_return Decision::kAgain;
    }
  }
}

result::CheckResult result_of(const ObjectsStep::Expectation& expectation, const std::vector<std::string>& differences,
                              int number) {
  result::CheckResult check;
  check.number = number;
  check.line = expectation.position.line;
  check.column = expectation.position.column;
  check.text = expectation.object.text;
  check.got = fmt::format("{}", fmt::join(differences, "; "));
  return check;
}

std::string tries_words(int count, base::Duration since_commit) {
  return fmt::format("{} in {:.1f} s since the commit", count, std::chrono::duration<double>(since_commit).count());
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
        const base::Deadline deadline = base::Deadline::after(kReadTimeout);
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
  Convergence convergence(state.convergence_rules(action.timing, kReadSettle));
  ObjectRounds rounds(action.expectations.size());
  const Decision decision = co_await converge(state, action, convergence, rounds);
  const bool blames =
      decision != Decision::kHolds && decision != Decision::kAgain && state.scenario.level != result::Level::kObserve;
  bool failed = false;
  for (std::size_t i = 0; i < action.expectations.size(); ++i) {
    const std::vector<std::string>& differences = rounds.wrong[i];
    result::CheckResult check = result_of(action.expectations[i], differences, state.next_check++);
    if (decision == Decision::kAgain) check.status = result::Status::kNotRun;
    if (state.scenario.level == result::Level::kObserve) check.status = result::Status::kObserved;
    const bool blamed = blames && !differences.empty();
    if (blamed) {
      check.status = step.status = result::Status::kFail;
      check.kind = "object";
      failed = true;
      ObjectFailure failure;
      failure.position = action.expectations[i].position;
      failure.object = action.expectations[i].object.text;
      failure.differences = differences;
      failure.tries_words = tries_words(rounds.count, base::SystemClock().now() - state.commit);
      const Evidence evidence = co_await state.evidence(0);
      const std::string source = state.source_line(failure.position);
      state.failures.push_back(make_failure(state.scenario, failure, source, evidence, state.settings.words));
    }
    step.checks.push_back(std::move(check));
  }
  if (failed) state.status = result::Status::kFail;
}

}  // namespace gauntlet::scenario
