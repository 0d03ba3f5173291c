#include "harness/launch/profile_vocabulary.hpp"

#include "foundation/base/edit_distance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gauntlet::launch {

namespace {

using namespace std::string_view_literals;

constexpr std::array kProfileKeys = {
    "gauntlet-profile"sv, "implementation"sv, "variables"sv, "start"sv,    "attach"sv,   "class"sv,
    "annotations"sv,      "answers"sv,        "lease"sv,     "features"sv, "timeouts"sv, "modes"sv,
    "known-failures"sv,   "skip"sv,           "log"sv};
constexpr std::array kImplementationKeys = {"organization"sv, "project"sv, "url"sv, "contact"sv, "version"sv};
constexpr std::array kVersionKeys = {"run"sv, "match"sv};
constexpr std::array kStartKeys = {"command"sv, "env"sv,        "container"sv, "directory"sv, "ports"sv,
                                   "files"sv,   "mounts"sv,     "prepare"sv,   "objects"sv,   "dns"sv,
                                   "ready"sv,   "companions"sv, "stop"sv,      "replicas"sv,  "memory"sv};
constexpr std::array kReadyKeys = {"http"sv, "log"sv, "route"sv, "within"sv};
constexpr std::array kCompanionKeys = {"command"sv, "env"sv, "container"sv};
constexpr std::array kStopKeys = {"signal"sv, "within"sv};
constexpr std::array kAttachKeys = {"kubeconfig-to"sv, "http"sv, "https"sv, "ready"sv};
constexpr std::array kClassKeys = {"name"sv, "controller"sv};
constexpr std::array kAnswersKeys = {"no-route"sv, "no-endpoints"sv};
constexpr std::array kFeaturesKeys = {"supported"sv, "unsupported"sv};
constexpr std::array kTimeoutsKeys = {"propagate"sv};
constexpr std::array kKnownFailureKeys = {"case"sv, "reason"sv, "issue"sv, "until"sv, "varies"sv};
constexpr std::array kSkippedCaseKeys = {"case"sv, "reason"sv, "issue"sv, "until"sv};
constexpr std::array kLogKeys = {"level-hint"sv, "mask"sv};

struct SectionRow {
  ProfileSection section;
  std::string_view title;
  std::span<const std::string_view> keys;
};

constexpr std::array kSections = {
    SectionRow{ProfileSection::kProfile, "the profile", kProfileKeys},
    SectionRow{ProfileSection::kImplementation, "'implementation'", kImplementationKeys},
    SectionRow{ProfileSection::kVersion, "'implementation.version'", kVersionKeys},
    SectionRow{ProfileSection::kStart, "'start'", kStartKeys},
    SectionRow{ProfileSection::kReady, "'ready'", kReadyKeys},
    SectionRow{ProfileSection::kStop, "'start.stop'", kStopKeys},
    SectionRow{ProfileSection::kCompanion, "an item of 'start.companions'", kCompanionKeys},
    SectionRow{ProfileSection::kAttach, "'attach'", kAttachKeys},
    SectionRow{ProfileSection::kClass, "'class'", kClassKeys},
    SectionRow{ProfileSection::kAnswers, "'answers'", kAnswersKeys},
    SectionRow{ProfileSection::kFeatures, "'features'", kFeaturesKeys},
    SectionRow{ProfileSection::kTimeouts, "'timeouts'", kTimeoutsKeys},
    SectionRow{ProfileSection::kKnownFailure, "'known-failures'", kKnownFailureKeys},
    SectionRow{ProfileSection::kSkippedCase, "'skip'", kSkippedCaseKeys},
    SectionRow{ProfileSection::kLog, "'log'", kLogKeys},
};

const SectionRow& row_of(ProfileSection section) {
  return *std::find_if(kSections.begin(), kSections.end(),
                       [section](const SectionRow& row) { return row.section == section; });
}

}  // namespace

std::span<const std::string_view> keys_of(ProfileSection section) {
  return row_of(section).keys;
}

std::string_view title_of(ProfileSection section) {
  return row_of(section).title;
}

std::string hint_for_key(ProfileSection section, std::string_view key) {
  if (const std::string_view near = base::closest(key, keys_of(section)); !near.empty()) {
    return fmt::format("did you mean '{}'?", near);
  }
  for (const SectionRow& row : kSections) {
    if (row.section == section || std::find(row.keys.begin(), row.keys.end(), key) == row.keys.end()) continue;
    return fmt::format("it belongs under {}", row.title);
  }
  return {};
}

}  // namespace gauntlet::launch
