#include "harness/scenario/case_selection.hpp"

#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

// '*' stands for any text, all else for itself.
bool matches_pattern(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;  // how far the text of the newest star reaches
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

base::Error no_such_case(const std::string& pattern, const std::vector<Scenario>& scenarios) {
  std::vector<std::string> ids;
  for (const Scenario& scenario : scenarios) ids.push_back(scenario.full_id());
  const std::string hint = suggest(pattern, views_of(ids));
  const bool is_glob = pattern.find('*') != std::string::npos;
  std::string message = fmt::format("no case {} '{}'", is_glob ? "matches" : "is called", pattern);
  if (!hint.empty()) message += "; " + hint;
  return base::Error(base::Reason::kNotFound, std::move(message));
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

const launch::ListedCase* find_listed(const std::vector<launch::ListedCase>& listed, const Scenario& scenario) {
  const auto it = std::find_if(listed.begin(), listed.end(),
                               [&](const launch::ListedCase& entry) { return matches_id(entry.pattern, scenario); });
  return it == listed.end() ? nullptr : &*it;
}

std::string words_of(const launch::ListedCase& entry) {
  std::string words = entry.reason;
  if (!entry.issue.empty()) words += " (" + entry.issue + ")";
  if (!entry.until.empty()) words += " (until " + entry.until + ")";
  return words;
}

}  // namespace

bool matches_id(std::string_view pattern, const Scenario& scenario) {
  return matches_pattern(pattern, scenario.full_id()) || matches_pattern(pattern, scenario.id);
}

base::Result<std::vector<Scenario>> select_cases(std::vector<Scenario> scenarios, const CaseFilter& filter) {
  for (const std::string& pattern : filter.ids) {
    const bool known = std::any_of(scenarios.begin(), scenarios.end(),
                                   [&](const Scenario& scenario) { return matches_id(pattern, scenario); });
    if (!known) return no_such_case(pattern, scenarios);
  }
  const auto is_left_out = [&](const Scenario& scenario) {
    const bool wanted =
        filter.ids.empty() || std::any_of(filter.ids.begin(), filter.ids.end(),
                                          [&](const std::string& pattern) { return matches_id(pattern, scenario); });
    const auto& levels = filter.levels;
    return !wanted || (!levels.empty() && std::find(levels.begin(), levels.end(), scenario.level) == levels.end());
  };
  scenarios.erase(std::remove_if(scenarios.begin(), scenarios.end(), is_left_out), scenarios.end());
  return scenarios;
}

Ruling rule_on(const Scenario& scenario, const launch::ControllerProfile& profile) {
  Ruling ruling;
  for (const std::string& feature : scenario.features) {
    if (contains(profile.features_supported, feature)) continue;
    ruling.status = result::Status::kNa;
    ruling.reason = fmt::format("{} not claimed ({})", feature, profile.file);
    return ruling;
  }
  if (scenario.instances > profile.instances) {
    ruling.status = result::Status::kNa;
    ruling.reason = fmt::format("needs {} instances, the controller can be started with {} ({})", scenario.instances,
                                profile.instances, profile.file);
    return ruling;
  }
  if (const launch::ListedCase* skipped = find_listed(profile.skip, scenario)) {
    ruling.status = result::Status::kSkip;
    ruling.reason = words_of(*skipped);
    return ruling;
  }
  ruling.known_failure = find_listed(profile.known_failures, scenario);
  if (ruling.known_failure != nullptr) ruling.reason = words_of(*ruling.known_failure);
  return ruling;
}

}  // namespace gauntlet::scenario
