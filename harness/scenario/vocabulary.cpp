#include "harness/scenario/vocabulary.hpp"

#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

constexpr KnownKey kKeys[] = {
    {"gauntlet", Section::kHeader},
    {"id", Section::kHeader},
    {"title", Section::kHeader},
    {"level", Section::kHeader},
    {"provisional", Section::kHeader},
    {"features", Section::kHeader},
    {"tags", Section::kHeader},
    {"spec", Section::kHeader},
    {"backends", Section::kHeader},
    {"certs", Section::kHeader},
    {"vars", Section::kHeader},
    {"matrix", Section::kHeader},
    {"base", Section::kHeader},
    {"timeouts", Section::kHeader},
    {"controllers", Section::kHeader},
    {"boot", Section::kHeader},
    {"oracle", Section::kHeader},
    {"send", Section::kHeader},
    {"steps", Section::kHeader},

    {"url", Section::kSpecLink},
    {"says", Section::kSpecLink},

    {"off", Section::kOracle},

    {"instances", Section::kControllers},
    {"replicas", Section::kControllers, Support::kNotYet},

    {"pods", Section::kBackend},
    {"port", Section::kBackend},
    {"namespace", Section::kBackend},

    {"ca", Section::kCertificate},
    {"issuer", Section::kCertificate},
    {"names", Section::kCertificate},
    {"secret", Section::kCertificate},
    {"namespace", Section::kCertificate},
    {"key", Section::kCertificate},
    {"valid", Section::kCertificate},
    {"usage", Section::kCertificate, Support::kNotYet},

    {"name", Section::kStep},
    {"spec", Section::kStep},
    {"apply", Section::kStep},
    {"patch", Section::kStep},
    {"delete", Section::kStep},
    {"cert", Section::kStep},
    {"backend", Section::kStep},
    {"send", Section::kStep},
    {"objects", Section::kStep},
    {"wait", Section::kStep},
    {"within", Section::kStep},
    {"for", Section::kStep},
    {"every", Section::kStep},
    {"settle", Section::kStep},
    {"meanwhile", Section::kStep},
    {"audit", Section::kStep, Support::kNotYet},
    {"load", Section::kStep, Support::kNotYet},
    {"stop", Section::kStep, Support::kNotYet},
    {"fault", Section::kStep},
    {"heal", Section::kStep},
    {"controller", Section::kStep, Support::kNotYet},

    {"file", Section::kApplyFile},
    {"invalid", Section::kApplyFile, Support::kNotYet},

    {"pods", Section::kBackendChange},

    {"request", Section::kCheck},
    {"headers", Section::kCheck},
    {"body", Section::kCheck},
    {"expect", Section::kCheck},
    {"why", Section::kCheck},

    {"status", Section::kExpect},
    {"from", Section::kExpect},
    {"to", Section::kExpect},
    {"path", Section::kExpect},
    {"cert", Section::kExpect},
    {"headers", Section::kExpect},
    {"body", Section::kExpect},
    {"saw", Section::kExpect},
    {"spread", Section::kExpect},
    {"share", Section::kExpect, Support::kNotYet},

    {"method", Section::kSaw},
    {"path", Section::kSaw},
    {"host", Section::kSaw},
    {"port", Section::kSaw},
    {"headers", Section::kSaw},
    {"body", Section::kSaw},

    {"rate", Section::kLoad, Support::kNotYet},
    {"connections", Section::kLoad, Support::kNotYet},
    {"budget", Section::kLoad, Support::kNotYet},

    {"errors", Section::kBudget, Support::kNotYet},
    {"outage", Section::kBudget, Support::kNotYet},
    {"p50", Section::kBudget, Support::kNotYet},
    {"p90", Section::kBudget, Support::kNotYet},
    {"p99", Section::kBudget, Support::kNotYet},
    {"retries", Section::kBudget, Support::kNotYet},

    {"name", Section::kFault},
    {"api", Section::kFault},

    {"answer", Section::kApiFault},
    {"drop", Section::kApiFault},
    {"compact", Section::kApiFault},
    {"verbs", Section::kApiFault},
    {"kinds", Section::kApiFault},
    {"retry-after", Section::kApiFault, Support::kNotYet},
    {"hang", Section::kApiFault, Support::kNotYet},
    {"latency", Section::kApiFault, Support::kNotYet},
    {"stale", Section::kApiFault, Support::kNotYet},
    {"partition", Section::kApiFault, Support::kNotYet},
    {"replay", Section::kApiFault, Support::kNotYet},
    {"bookmarks", Section::kApiFault, Support::kNotYet},
    {"truncate", Section::kApiFault, Support::kNotYet},
    {"replicas", Section::kApiFault, Support::kNotYet},
    {"share", Section::kApiFault, Support::kNotYet},
    {"after", Section::kApiFault, Support::kNotYet},
};

// Where a map of this section hangs: the key that holds it, and how that is said.
struct SectionWords {
  Section section;
  std::string_view title;
  std::string_view holder;  // the key above it; empty for the header
  std::string_view home;    // "it belongs ..."
};
constexpr SectionWords kSections[] = {
    {Section::kHeader, "the case header", "", "in the case header"},
    {Section::kSpecLink, "an entry of 'spec'", "spec", "under an entry of 'spec'"},
    {Section::kOracle, "'oracle'", "oracle", "under 'oracle'"},
    {Section::kControllers, "'controllers'", "controllers", "under 'controllers'"},
    {Section::kBackend, "a backend", "backends", "under a name in 'backends'"},
    {Section::kCertificate, "a certificate", "certs", "under a name in 'certs'"},
    {Section::kStep, "a step", "steps", "in a step"},
    {Section::kApplyFile, "'apply'", "apply", "under 'apply'"},
    {Section::kBackendChange, "a change of a backend", "backend", "under a name in 'backend'"},
    {Section::kCheck, "a check", "send", "in a check of 'send'"},
    {Section::kExpect, "'expect'", "expect", "under 'expect'"},
    {Section::kSaw, "'saw'", "saw", "under 'saw'"},
    {Section::kLoad, "'load'", "load", "under 'load'"},
    {Section::kBudget, "'budget'", "budget", "under 'budget'"},
    {Section::kFault, "'fault'", "fault", "under 'fault'"},
    {Section::kApiFault, "'api'", "api", "under 'api'"},
};

const SectionWords& words_of(Section section) {
  return *std::find_if(std::begin(kSections), std::end(kSections),
                       [&](const SectionWords& words) { return words.section == section; });
}

std::string home_hint(const KnownKey& key, const Members& siblings) {
  const SectionWords& words = words_of(key.section);
  std::string hint = fmt::format("it belongs {}", words.home);
  const Member* holder = find_member(siblings, words.holder);
  if (holder != nullptr) hint += fmt::format(" (line {})", holder->entry->key_mark.line);
  return hint;
}

// A key of this name elsewhere; first where the map beside it could hold it.
const KnownKey* find_elsewhere(std::string_view name, const Members& siblings) {
  const KnownKey* found = nullptr;
  for (const KnownKey& key : kKeys) {
    if (key.name != name) continue;
    if (find_member(siblings, words_of(key.section).holder) != nullptr) return &key;
    if (found == nullptr) found = &key;
  }
  return found;
}

}  // namespace

const KnownKey* find_key(Section section, std::string_view name) {
  const auto it = std::find_if(std::begin(kKeys), std::end(kKeys),
                               [&](const KnownKey& key) { return key.section == section && key.name == name; });
  return it == std::end(kKeys) ? nullptr : &*it;
}

std::vector<std::string_view> served_keys(Section section) {
  std::vector<std::string_view> names;
  for (const KnownKey& key : kKeys) {
    if (key.section == section && key.support == Support::kServed) names.push_back(key.name);
  }
  return names;
}

std::string_view title_of(Section section) {
  return words_of(section).title;
}

KeyProblem explain_key(Section section, std::string_view name, const Members& siblings) {
  const std::string unknown = fmt::format("unknown key '{}' in {}", name, title_of(section));
  std::string hint = suggest(name, served_keys(section));
  if (!hint.empty()) return {unknown, std::move(hint)};
  if (const KnownKey* elsewhere = find_elsewhere(name, siblings)) {
    return {fmt::format("'{}' cannot stand here", name), home_hint(*elsewhere, siblings)};
  }
  std::vector<std::string_view> all;
  for (const KnownKey& key : kKeys) all.push_back(key.name);
  const std::string near = nearest(name, all);
  if (near.empty()) return {unknown, ""};
  return {unknown, fmt::format("did you mean '{}'? {}", near, home_hint(*find_elsewhere(near, siblings), siblings))};
}

}  // namespace gauntlet::scenario
