#include "harness/scenario/fault_reader.hpp"

#include "harness/scenario/object_reference.hpp"
#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

constexpr std::string_view kEffects[] = {"answer", "drop", "compact"};
constexpr int kLeastCode = 400;
constexpr int kGreatestCode = 599;

std::vector<std::string> read_names(const Member& member, const std::vector<std::string_view>& known,
                                    std::string_view what, ValueReader& reader) {
  std::vector<std::string> names;
  for (const ValueReader::Item& item : reader.texts(member.value())) {
    if (std::find(known.begin(), known.end(), item.text) != known.end()) {
      names.push_back(item.text);
      continue;
    }
    std::string hint = suggest(item.text, known);
    if (hint.empty()) hint = fmt::format("one of {}", fmt::join(known, ", "));
    reader.error("E004", underline(item.place), fmt::format("'{}' is not {}", item.text, what), std::move(hint));
  }
  return names;
}

void read_effect(const Member& effect, ApiFault& fault, ValueReader& reader) {
  if (effect.key() == "answer") {
    fault.effect = ApiFault::Effect::kAnswer;
    fault.code = reader.integer(effect.value(), kLeastCode, kGreatestCode).value_or(kLeastCode);
  } else if (effect.key() == "drop") {
    fault.effect = ApiFault::Effect::kDropWatches;
    const auto what = reader.word(effect.value(), "what is dropped");
    if (what && *what != "watch") {
      reader.error("E004", underline(effect.value()), fmt::format("'{}' cannot be dropped", *what), "drop: watch");
    }
  } else {
    fault.effect = ApiFault::Effect::kCompact;
    const auto wanted = reader.boolean(effect.value());
    if (wanted && !*wanted) {
      reader.error("E004", underline(effect.value()), "history is forgotten or it is not", "compact: true");
    }
  }
}

bool is_effect(const Member& member) {
  return std::find(std::begin(kEffects), std::end(kEffects), member.key()) != std::end(kEffects);
}

void read_api(const Place& place, ApiFault& fault, ValueReader& reader) {
  const Members members = reader.section(place, Section::kApiFault).value_or(Members());
  const auto effects = std::count_if(members.begin(), members.end(), is_effect);
  if (effects != 1) {
    reader.error("E004", underline(place), effects == 0 ? "nothing goes wrong here" : "one fault at a time",
                 fmt::format("one of {}", fmt::join(kEffects, ", ")));
  }
  for (const Member& member : members) {
    if (is_effect(member)) read_effect(member, fault, reader);
  }
  for (const Member& member : members) {
    if (member.key() != "verbs" && member.key() != "kinds") continue;
    if (fault.effect != ApiFault::Effect::kAnswer) {
      reader.error("E003", underline_key(member), fmt::format("'{}' cannot stand here", member.key()),
                   "it belongs beside 'answer'");
    } else if (member.key() == "verbs") {
      fault.verbs = read_names(member, {"get", "list", "watch", "create", "update", "patch", "delete"},
                               "a verb of the API", reader);
    } else {
      fault.kinds = read_names(member, known_kinds(), "a kind that is served", reader);
    }
  }
}

}  // namespace

FaultStep read_fault(const Place& place, StepSources& sources) {
  FaultStep step;
  ValueReader& reader = sources.reader;
  const auto members = reader.section(place, Section::kFault);
  if (!members) return step;
  if (const Member* name = find_member(*members, "name")) {
    step.fault.name = reader.word(name->value(), "a name").value_or("");
    sources.draft.faults.push_back(step.fault.name);
  }
  const Member* api = find_member(*members, "api");
  if (api == nullptr) {
    reader.error("E004", underline(place), "a fault of what?", "api: {answer: 503}");
    return step;
  }
  read_api(api->value(), step.fault, reader);
  return step;
}

HealStep read_heal(const Place& place, StepSources& sources) {
  HealStep step;
  step.fault = sources.reader.word(place, "the name of a fault").value_or("");
  const std::vector<std::string>& faults = sources.draft.faults;
  if (step.fault.empty() || std::find(faults.begin(), faults.end(), step.fault) != faults.end()) return step;
  const std::vector<std::string_view> names(faults.begin(), faults.end());
  std::string hint = suggest(step.fault, names);
  if (hint.empty()) hint = "a fault that is healed needs a name: fault: {name: outage, api: {answer: 503}}";
  sources.reader.error("E011", underline(place), fmt::format("no fault before this step is called '{}'", step.fault),
                       std::move(hint));
  return step;
}

}  // namespace gauntlet::scenario
