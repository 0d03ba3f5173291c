#include "harness/scenario/step_reader.hpp"

#include "harness/scenario/check_reader.hpp"
#include "harness/scenario/durations.hpp"
#include "harness/scenario/expectation_reader.hpp"
#include "harness/scenario/fault_reader.hpp"
#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

constexpr int kMostSettle = 1000;
constexpr std::string_view kVerbs[] = {"apply", "patch",   "delete", "cert",  "backend",
                                       "send",  "objects", "wait",   "fault", "heal"};
constexpr std::string_view kTimingWords[] = {"within", "for", "every", "settle", "meanwhile"};

template <std::size_t N>
bool contains(const std::string_view (&words)[N], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool is_later_verb(std::string_view key) {
  const KnownKey* known = find_key(Section::kStep, key);
  return known != nullptr && known->support == Support::kNotYet;
}

class StepReader {
 public:
  explicit StepReader(StepSources& sources) : sources_(sources), reader_(sources.reader) {}

  std::optional<Step> read(const Place& place) {
    if (!place.is_map()) {
      reader_.wrong_type(place, "a step, which is a map with one verb");
      return std::nullopt;
    }
    const Members all = place.members();
    const Members members = reader_.known_members(all, Section::kStep);
    const std::optional<Member> verb = find_verb(place, all, members);
    if (!verb) return std::nullopt;
    Step step;
    step.position = position_of(place);
    step.verb = verb->key();
    for (const Member& member : members) {
      if (member.key() == "name") step.name = reader_.text(member.value()).value_or("");
    }
    read_action(*verb, members, step);
    return step;
  }

  void read_action(const Member& verb, const Members& members, Step& step) {
    const std::string& key = verb.key();
    const Place value = verb.value();
    if (key == "send") {
      SendStep send;
      send.checks = read_checks(value, reader_, sources_.draft);
      send.timing = read_timing(members, key);
      step.action = std::move(send);
      return;
    }
    if (key == "objects") {
      ObjectsStep objects;
      objects.expectations = read_object_expectations(value, sources_);
      objects.timing = read_timing(members, key);
      step.action = std::move(objects);
      return;
    }
    refuse_timing(members, key);
    if (key == "apply") step.action = read_apply(value, sources_);
    if (key == "patch") step.action = read_patch(value, sources_);
    if (key == "delete") step.action = read_delete(value, sources_);
    if (key == "cert") step.action = read_cert(value, sources_);
    if (key == "backend") step.action = read_backend_change(value, sources_);
    if (key == "fault") step.action = read_fault(value, sources_);
    if (key == "heal") step.action = read_heal(value, sources_);
    if (key == "wait") step.action = WaitStep{reader_.duration(value).value_or(base::Duration())};
    if (key == "wait") sources_.draft.lengths[step.position] = underline_key(verb).length;
  }

 private:
  // E015 unless there is exactly one.
  std::optional<Member> find_verb(const Place& place, const Members& all, const Members& known) {
    Members verbs;
    std::copy_if(known.begin(), known.end(), std::back_inserter(verbs),
                 [](const Member& member) { return contains(kVerbs, member.key()); });
    const bool has_later =
        std::any_of(all.begin(), all.end(), [](const Member& member) { return is_later_verb(member.key()); });
    if (verbs.size() == 1 && !has_later) return verbs.front();
    if (verbs.size() + (has_later ? 1 : 0) > 1) {
      const Member& second = verbs.size() > 1 ? verbs[1] : verbs[0];
      reader_.error("E015", underline_key(second), fmt::format("a second verb ('{}') in one step", second.key()),
                    "begin a step of its own with '- '");
    } else if (known.size() == all.size()) {
      const Underline where = all.empty() ? underline(place) : underline_key(all.front());
      reader_.error("E015", where, "a step without a verb", fmt::format("one of {}", fmt::join(kVerbs, ", ")));
    }
    return std::nullopt;
  }

  Timing read_timing(const Members& members, const std::string& verb) {
    Timing timing;
    for (const Member& member : members) {
      const Place value = member.value();
      if (member.key() == "within") read_within(value, timing);
      if (member.key() == "for") timing.hold = read_time(value);
      if (member.key() == "every") timing.every = reader_.duration(value);
      if (member.key() == "settle") timing.settle = reader_.integer(value, 1, kMostSettle);
      if (member.key() != "meanwhile") continue;
      if (verb == "send") {
        timing.meanwhile = read_answers(value, reader_, sources_.draft);
      } else {
        reader_.error("E003", underline_key(member), "'meanwhile' cannot stand here", "it belongs to 'send'");
      }
    }
    return timing;
  }

  void read_within(const Place& place, Timing& timing) {
    if (place.is_scalar() && place.node->scalar == "now") {
      timing.within_now = true;
      return;
    }
    timing.within = read_time(place);
  }

  // A duration, or the name of one of the timeouts.
  std::optional<base::Duration> read_time(const Place& place) {
    const auto text = reader_.word(place, "a duration or the name of a timeout");
    if (!text) return std::nullopt;
    if (const auto duration = parse_duration(*text)) return duration;
    const auto& timeouts = sources_.draft.scenario.timeouts;
    const auto timeout = timeouts.find(*text);
    if (timeout != timeouts.end()) return timeout->second;
    std::vector<std::string_view> names = {"now"};
    for (const auto& [name, duration] : timeouts) names.push_back(name);
    std::string hint = suggest(*text, names);
    if (hint.empty()) hint = "such as 250ms, 3s or propagate";
    reader_.error("E005", underline(place), fmt::format("'{}' is neither a duration nor one of the timeouts", *text),
                  std::move(hint));
    return std::nullopt;
  }

  void refuse_timing(const Members& members, const std::string& verb) {
    for (const Member& member : members) {
      if (!contains(kTimingWords, member.key())) continue;
      reader_.error("E003", underline_key(member), fmt::format("'{}' cannot stand beside '{}'", member.key(), verb),
                    "it belongs to 'send' or 'objects'");
    }
  }

  StepSources& sources_;
  ValueReader& reader_;
};

}  // namespace

std::vector<Step> read_steps(const Place& place, StepSources& sources) {
  std::vector<Step> steps;
  const auto items = sources.reader.list(place, "a list of steps");
  if (!items) return steps;
  if (items->empty()) sources.reader.error("E004", underline(place), "expected at least one step");
  for (const Place& item : *items) {
    if (auto step = StepReader(sources).read(item)) steps.push_back(std::move(*step));
  }
  return steps;
}

std::vector<Step> read_short_steps(const Member& send, StepSources& sources) {
  Step step;
  step.verb = send.key();
  step.position = underline_key(send).position;
  StepReader(sources).read_action(send, {}, step);
  return {std::move(step)};
}

void let_first_send_wait(std::vector<Step>& steps, base::Duration propagate) {
  for (Step& step : steps) {
    auto* send = std::get_if<SendStep>(&step.action);
    if (send == nullptr) continue;
    Timing& timing = send->timing;
    if (!timing.within && !timing.within_now && !timing.hold) timing.within = propagate;
    return;
  }
}

}  // namespace gauntlet::scenario
