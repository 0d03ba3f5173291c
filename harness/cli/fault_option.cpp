#include "harness/cli/fault_option.hpp"

#include "foundation/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gauntlet::cli {

namespace {

using fakeapiserver::Fault;
using fakeapiserver::FaultEffect;
using fakeapiserver::Verb;

constexpr int kMostCount = 1'000'000;
constexpr std::string_view kUserOfServe = "serve";

struct Effect {
  std::string_view name;
  FaultEffect effect;
  int code;  // unless code=N says otherwise
};

constexpr std::array kEffects = {Effect{"watch-cut", FaultEffect::kWatchCut, 0},
                                 Effect{"watch-error", FaultEffect::kWatchError, 410},
                                 Effect{"answer", FaultEffect::kAnswer, 500},
                                 Effect{"cut", FaultEffect::kCut, 0},
                                 Effect{"end", FaultEffect::kEnd, 0},
                                 Effect{"watch-end", FaultEffect::kWatchEnd, 0},
                                 Effect{"slow", FaultEffect::kDelayOnly, 0},
                                 Effect{"no-bookmarks", FaultEffect::kNoBookmarks, 0},
                                 Effect{"slow-events", FaultEffect::kSlowEvents, 0},
                                 Effect{"broken-json", FaultEffect::kBrokenJson, 0},
                                 Effect{"wrong-type", FaultEffect::kWrongType, 0},
                                 Effect{"stale-list", FaultEffect::kStaleList, 0},
                                 Effect{"revision-jump", FaultEffect::kRevisionJump, 0},
                                 Effect{"clock-step", FaultEffect::kClockStep, 0}};

void read_verb(std::string_view option, const std::string& text, Fault& fault, OptionProblems& problems) {
  std::vector<std::string_view> names;
  for (const Verb verb : fakeapiserver::kVerbs) {
    if (to_string(verb) == text) fault.verb = verb;
    names.push_back(to_string(verb));
  }
  if (!fault.verb) problems.add(option, text, fmt::format("one of {}", fmt::join(names, ", ")));
}

void read_delay(std::string_view option, const std::string& text, Fault& fault, OptionProblems& problems) {
  std::optional<base::Duration> delay;
  read_duration(option, text, delay, problems);
  if (delay) fault.delay = *delay;
}

void read_after(std::string_view option, const std::string& text, Fault& fault, OptionProblems& problems) {
  int events = 0;
  read_number(option, text, {0, kMostCount}, events, problems);
  fault.after_events = static_cast<std::uint64_t>(events);
}

void read_revisions(std::string_view option, const std::string& text, Fault& fault, OptionProblems& problems) {
  int revisions = 0;
  read_number(option, text, {1, kMostCount}, revisions, problems);
  fault.revisions = static_cast<std::uint64_t>(revisions);
}

// forward=1h and back=1h.
template <int kSign>
void read_step(std::string_view option, const std::string& text, Fault& fault, OptionProblems& problems) {
  std::optional<base::Duration> step;
  read_duration(option, text, step, problems);
  if (step) fault.step = kSign * *step;
}

struct Key {
  std::string_view name;
  void (*read)(std::string_view option, const std::string& text, Fault& fault, OptionProblems& problems);
};

constexpr std::array kKeys = {Key{"after", read_after},
                              Key{"back", read_step<-1>},
                              Key{"code",
                                  [](auto option, auto& text, auto& fault, auto& problems) {
                                    read_number(option, text, {400, 599}, fault.code, problems);
                                  }},
                              Key{"delay", read_delay},
                              Key{"forward", read_step<1>},
                              Key{"namespace", [](auto, auto& text, auto& fault, auto&) { fault.namespace_ = text; }},
                              Key{"resource", [](auto, auto& text, auto& fault, auto&) { fault.resource = text; }},
                              Key{"retry-after",
                                  [](auto option, auto& text, auto& fault, auto& problems) {
                                    read_number(option, text, {0, kMostCount}, fault.retry_after_seconds, problems);
                                  }},
                              Key{"revisions", read_revisions},
                              Key{"skip",
                                  [](auto option, auto& text, auto& fault, auto& problems) {
                                    read_number(option, text, {0, kMostCount}, fault.skip, problems);
                                  }},
                              Key{"times",
                                  [](auto option, auto& text, auto& fault, auto& problems) {
                                    read_number(option, text, {1, kMostCount}, fault.times, problems);
                                  }},
                              Key{"user", [](auto, auto& text, auto& fault, auto&) { fault.user = text; }},
                              Key{"user-agent", [](auto, auto& text, auto& fault, auto&) { fault.user_agent = text; }},
                              Key{"verb", read_verb}};

template <typename Table>
auto find_named(const Table& table, std::string_view option, std::string_view name, OptionProblems& problems) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.name == name; });
  if (found == table.end()) {
    std::vector<std::string_view> names;
    for (const auto& row : table) names.push_back(row.name);
    const std::string hint = suggestion(name, names);
    problems.add(option, name, fmt::format("one of {}{}{}", fmt::join(names, ", "), hint.empty() ? "" : "; ", hint));
  }
  return found;
}

void read_setting(std::string_view option, std::string_view setting, Fault& fault, OptionProblems& problems) {
  const auto equals = setting.find('=');
  const std::string text(equals == std::string_view::npos ? std::string_view() : setting.substr(equals + 1));
  if (text.empty()) {
    problems.add(option, setting, "KEY=VALUE");
    return;
  }
  const std::string_view name = setting.substr(0, equals);
  const auto key = find_named(kKeys, option, name, problems);
  if (key != kKeys.end()) key->read(fmt::format("{} {}", option, name), text, fault, problems);
}

}  // namespace

void read_faults(std::string_view option, const std::vector<std::string>& texts, std::vector<Fault>& value,
                 OptionProblems& problems) {
  for (const std::string& text : texts) {
    const std::vector<std::string_view> parts = base::split(text, ',');
    const auto effect = find_named(kEffects, option, parts.front(), problems);
    if (effect == kEffects.end()) continue;
    Fault fault;
    fault.effect = effect->effect;
    fault.code = effect->code;
    fault.user = kUserOfServe;
    for (std::size_t i = 1; i < parts.size(); ++i) read_setting(option, parts[i], fault, problems);
    value.push_back(std::move(fault));
  }
}

std::string fault_effect_words() {
  std::vector<std::string_view> names;
  for (const Effect& effect : kEffects) names.push_back(effect.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace gauntlet::cli
