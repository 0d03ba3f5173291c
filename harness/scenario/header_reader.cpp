#include "harness/scenario/header_reader.hpp"

#include "foundation/base/text.hpp"
#include "harness/scenario/durations.hpp"
#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration kDefaultPropagate = 5s;

bool is_case_id(std::string_view id) {
  const std::vector<std::string_view> words = base::split(id, '.');
  return words.size() >= 2 && std::all_of(words.begin(), words.end(), [](std::string_view word) {
           return !word.empty() &&
                  word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
         });
}

void read_level(const CaseHeader& header, ValueReader& reader, Scenario& scenario) {
  const auto member = header.find("level");
  if (!member) {
    if (!header.is_misspelt("level")) {
      reader.error("E007", header.first_key(), "a case needs 'level'", "core, extended, vendor or observe");
    }
    return;
  }
  const auto text = reader.word(member->value(), "a level");
  if (!text || result::parse_level(*text, scenario.level)) return;
  std::string hint = suggest(*text, {"core", "extended", "vendor", "observe"});
  if (hint.empty()) hint = "core, extended, vendor or observe";
  reader.error("E014", underline(member->value()), fmt::format("there is no level '{}'", *text), std::move(hint));
}

void read_features(const Place& place, ValueReader& reader, const KnownFeatures& known, Scenario& scenario) {
  for (const ValueReader::Item& item : reader.texts(place)) {
    const bool is_known =
        known.names.empty() || std::find(known.names.begin(), known.names.end(), item.text) != known.names.end();
    if (!is_known) {
      reader.error("E014", underline(item.place), fmt::format("there is no feature '{}'", item.text),
                   suggest(item.text, views_of(known.names)));
    } else if (std::find(scenario.features.begin(), scenario.features.end(), item.text) != scenario.features.end()) {
      reader.error("E002", underline(item.place), fmt::format("the feature '{}' is there already", item.text));
    } else {
      scenario.features.push_back(item.text);
    }
  }
}

void read_spec(const Place& place, ValueReader& reader, std::vector<std::string>& links) {
  for (const Place& item : reader.list(place, "a list of links").value_or(std::vector<Place>())) {
    if (!item.is_map()) {
      if (auto link = reader.word(item, "a link")) links.push_back(std::move(*link));
      continue;
    }
    const Members members = reader.section(item, Section::kSpecLink).value_or(Members());
    const Member* url = find_member(members, "url");
    if (url == nullptr) {
      if (members.size() == item.node->entries.size()) reader.error("E007", underline(item), "a link needs 'url'");
    } else if (auto link = reader.word(url->value(), "a link")) {
      links.push_back(std::move(*link));
    }
    if (const Member* says = find_member(members, "says")) reader.word(says->value(), "what the source says");
  }
}

void read_boot(const Place& place, ValueReader& reader, Scenario& scenario) {
  const auto text = reader.word(place, "live, cold or both");
  if (!text) return;
  if (*text == "cold") {
    scenario.boot = Boot::kCold;
  } else if (*text == "both") {
    reader.error("E003", underline(place), "'boot: both' is not supported by this version", "live or cold");
  } else if (*text != "live") {
    std::string hint = suggest(*text, {"live", "cold"});
    reader.error("E004", underline(place), fmt::format("'{}' is not a way to begin", *text),
                 hint.empty() ? "live or cold" : std::move(hint));
  }
}

void read_oracle(const Place& place, ValueReader& reader) {
  const auto members = reader.section(place, Section::kOracle);
  if (!members) return;
  if (const Member* off = find_member(*members, "off")) reader.word(off->value(), "a reason");
}

void check_version(const CaseHeader& header, ValueReader& reader) {
  const auto version = header.find("gauntlet");
  if (!version) return;
  const auto text = reader.word(version->value(), "v1");
  if (text && *text != "v1") {
    reader.error("E004", underline(version->value()), fmt::format("the format '{}' is unknown", *text),
                 "this version reads v1");
  }
}

}  // namespace

std::string read_case_id(const CaseHeader& header, Diagnostics& diagnostics) {
  const auto member = header.find("id");
  if (!member) {
    if (!header.is_misspelt("id")) diagnostics.error("E007", header.first_key(), "a case needs 'id'");
    return {};
  }
  const Place place = member->value();
  if (place.is_scalar() && is_case_id(place.node->scalar)) return place.node->scalar;
  diagnostics.error("E004", underline(place), "an id is two or more words joined by dots, such as path.exact-match",
                    "small letters, digits and '-'");
  return {};
}

void read_header(const CaseHeader& header, ValueReader& reader, const KnownFeatures& features, CaseDraft& draft) {
  Scenario& scenario = draft.scenario;
  header.check_keys(reader);
  check_version(header, reader);
  read_level(header, reader, scenario);
  if (const auto member = header.find("title")) scenario.title = reader.word(member->value(), "a title").value_or("");
  if (const auto member = header.find("provisional")) {
    scenario.provisional = reader.boolean(member->value()).value_or(false);
  }
  if (const auto member = header.find("features")) read_features(member->value(), reader, features, scenario);
  if (const auto member = header.find("tags")) {
    for (const ValueReader::Item& item : reader.texts(member->value())) scenario.tags.push_back(item.text);
  }
  if (const auto member = header.find("spec")) read_spec(member->value(), reader, scenario.spec);
  if (const auto member = header.find("boot")) read_boot(member->value(), reader, scenario);
  if (const auto member = header.find("oracle")) read_oracle(member->value(), reader);
}

void read_timeouts(const CaseHeader& header, ValueReader& reader, const Bindings& bindings, CaseDraft& draft) {
  std::map<std::string, base::Duration>& timeouts = draft.scenario.timeouts;
  const auto bound = bindings.values.find("propagate");
  const auto propagate = bound == bindings.values.end() ? std::nullopt : parse_duration(bound->second);
  timeouts["propagate"] = propagate.value_or(kDefaultPropagate);
  for (const Member& member : header.entries("timeouts", reader)) {
    if (const auto duration = reader.duration(member.value())) timeouts[member.key()] = *duration;
  }
  if (const auto member = header.find("timeouts")) draft.timeouts = underline(member->value());
}

}  // namespace gauntlet::scenario
