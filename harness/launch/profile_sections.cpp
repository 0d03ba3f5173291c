#include "harness/launch/profile_sections.hpp"

#include "foundation/base/edit_distance.hpp"
#include "foundation/base/text.hpp"
#include "harness/launch/profile_start.hpp"
#include "harness/launch/profile_variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gauntlet::launch {

namespace {

using namespace std::chrono_literals;
using kube::Mark;
using kube::YamlNode;
using Type = YamlNode::Type;

constexpr base::Duration kLongestPropagation = 30s;

// Real days only, so that a slip of the pen does not keep an entry for ever.
bool is_date(std::string_view text) {
  unsigned long long year = 0, month = 0, day = 0;
  const auto parts = base::split(text, '-');
  if (parts.size() != 3 || parts[0].size() != 4 || parts[1].size() != 2 || parts[2].size() != 2) return false;
  if (!base::parse_decimal(parts[0], year) || !base::parse_decimal(parts[1], month) ||
      !base::parse_decimal(parts[2], day)) {
    return false;
  }
  return std::chrono::year_month_day(std::chrono::year(static_cast<int>(year)),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

class SectionsReader {
 public:
  SectionsReader(const ProfileContext& context, std::vector<ProfileProblem>& problems)
      : context_(context), values_(problems) {}

  ControllerProfile read(const YamlNode& root);

 private:
  void read_implementation(const YamlNode& root);
  void read_variables(const YamlNode& root);
  void read_class(const YamlNode& root);
  void read_answers(const YamlNode& root);
  void read_features(const YamlNode& root);
  std::set<std::string> read_claims(const YamlNode& features, std::string_view key, std::vector<std::string>& into);
  void read_claim(const YamlNode& item, std::vector<std::string>& into, std::set<std::string>& seen);
  void read_timeouts(const YamlNode& root);
  void read_listed_cases(const YamlNode& root, std::string_view key, ProfileSection section,
                         std::vector<ListedCase>& into);
  void read_lease(const YamlNode& root);
  void read_log(const YamlNode& root);

  const ProfileContext& context_;
  ProfileValues values_;
  ControllerProfile profile_;
};

ControllerProfile SectionsReader::read(const YamlNode& root) {
  values_.check_keys(root, ProfileSection::kProfile);
  values_.require(root, root.mark, {"gauntlet-profile", "implementation", "class", "features"},
                  ProfileSection::kProfile);
  const YamlNode* version = root.find("gauntlet-profile");
  if (version != nullptr && version->scalar != "v1") {
    values_.problem(version->mark, "this is no profile of version v1", "write 'gauntlet-profile: v1'");
  }
  read_implementation(root);
  read_variables(root);
  read_start_section(root, values_, profile_);
  read_attach_section(root, values_, profile_);
  const YamlNode::Entry* attach = root.find_entry("attach");
  if (root.find("start") == nullptr && attach == nullptr) {
    values_.problem(root.mark, "the profile needs 'start', or 'attach' where somebody else runs the controller");
  } else if (root.find("start") != nullptr && attach != nullptr) {
    values_.problem(attach->key_mark, "'attach' cannot stand beside 'start'");
  }
  read_class(root);
  values_.read(root, "annotations", profile_.annotations, Variables::kNone);
  read_answers(root);
  read_features(root);
  read_timeouts(root);
  read_lease(root);
  read_listed_cases(root, "known-failures", ProfileSection::kKnownFailure, profile_.known_failures);
  read_listed_cases(root, "skip", ProfileSection::kSkippedCase, profile_.skip);
  read_log(root);
  return std::move(profile_);
}

void SectionsReader::read_implementation(const YamlNode& root) {
  const YamlNode* map = values_.section(root, "implementation", ProfileSection::kImplementation);
  if (map == nullptr) return;
  values_.require(*map, map->mark, {"organization", "project"}, ProfileSection::kImplementation);
  values_.read(*map, "organization", profile_.organization, Variables::kNone);
  values_.read(*map, "project", profile_.project, Variables::kNone);
  values_.read(*map, "url", profile_.url, Variables::kNone);
  values_.read(*map, "contact", profile_.contact, Variables::kNone);
  const YamlNode* version = values_.section(*map, "version", ProfileSection::kVersion);
  if (version == nullptr) return;
  values_.require(*version, version->mark, {"run"}, ProfileSection::kVersion);
  values_.read(*version, "run", profile_.version_command, Variables::kNone);
  values_.read_pattern(*version, "match", 1, profile_.version_pattern);
}

void SectionsReader::read_variables(const YamlNode& root) {
  const YamlNode* map = root.find("variables");
  if (map == nullptr) return;
  if (map->type != Type::kMapping) {
    values_.problem(map->mark, "'variables' has to be a map");
    return;
  }
  std::vector<std::string_view> names;
  for (const YamlNode::Entry& entry : map->entries) {
    if (!is_variable_name(entry.key)) {
      values_.problem(entry.key_mark, fmt::format("no variable can be called '{}'", entry.key),
                      "a-z, 0-9 and '-', and none of those that every profile has");
    }
    names.push_back(entry.key);
    auto& value = profile_.variables[entry.key];
    if (entry.value.type != Type::kNull) value = values_.text(entry.value, fmt::format("'variables.{}'", entry.key));
  }
  values_.set_own_variables(std::move(names));
}

void SectionsReader::read_class(const YamlNode& root) {
  const YamlNode* map = values_.section(root, "class", ProfileSection::kClass);
  if (map == nullptr) return;
  values_.require(*map, map->mark, {"name", "controller"}, ProfileSection::kClass);
  values_.read(*map, "name", profile_.class_name, Variables::kNone);
  values_.read(*map, "controller", profile_.class_controller, Variables::kNone);
}

void SectionsReader::read_answers(const YamlNode& root) {
  const YamlNode* map = values_.section(root, "answers", ProfileSection::kAnswers);
  if (map == nullptr) return;
  values_.read_codes(*map, "no-route", profile_.no_route);
  values_.read_codes(*map, "no-endpoints", profile_.no_endpoints);
}

void SectionsReader::read_claim(const YamlNode& item, std::vector<std::string>& into, std::set<std::string>& seen) {
  std::string name = item.scalar;
  if (item.type == Type::kMapping && item.entries.size() == 1) {
    name = item.entries.front().key;
    const auto source = values_.text(item.entries.front().value, fmt::format("the source of '{}'", name));
    if (source) profile_.feature_sources[name] = *source;
  } else if (item.type != Type::kScalar) {
    values_.problem(item.mark, "a feature is written as its name, or 'name: source'");
    return;
  }
  const auto& known = context_.known_features;
  if (!known.empty() && std::find(known.begin(), known.end(), name) == known.end()) {
    const std::vector<std::string_view> candidates(known.begin(), known.end());
    const std::string_view near = base::closest(name, candidates);
    values_.problem(item.mark, fmt::format("there is no feature '{}'", name),
                    near.empty() ? "cases/features.yaml has them all" : fmt::format("did you mean '{}'?", near));
  }
  if (!seen.insert(name).second) values_.problem(item.mark, fmt::format("'{}' stands here twice", name));
  into.push_back(std::move(name));
}

std::set<std::string> SectionsReader::read_claims(const YamlNode& features, std::string_view key,
                                                  std::vector<std::string>& into) {
  std::set<std::string> seen;
  const YamlNode* list = features.find(key);
  if (list == nullptr) return seen;
  if (list->type != Type::kSequence) {
    values_.problem(list->mark, fmt::format("'{}' has to be a list", key));
    return seen;
  }
  for (const YamlNode& item : list->items) read_claim(item, into, seen);
  return seen;
}

void SectionsReader::read_features(const YamlNode& root) {
  const YamlNode* map = values_.section(root, "features", ProfileSection::kFeatures);
  if (map == nullptr) return;
  const Mark at = root.find_entry("features")->key_mark;
  values_.require(*map, at, {"supported"}, ProfileSection::kFeatures);
  const auto supported = read_claims(*map, "supported", profile_.features_supported);
  const auto unsupported = read_claims(*map, "unsupported", profile_.features_unsupported);
  std::string undecided;
  for (const std::string& name : context_.known_features) {
    const bool claimed = supported.contains(name);
    if (claimed && unsupported.contains(name)) {
      values_.problem(at, fmt::format("'{}' stands in both lists", name), "a feature is claimed or not");
    } else if (!claimed && !unsupported.contains(name)) {
      undecided += (undecided.empty() ? "" : ", ") + name;
    }
  }
  if (undecided.empty()) return;
  values_.problem(at, fmt::format("neither claimed nor denied: {}", undecided),
                  "each feature has to stand under 'supported' or 'unsupported'");
}

void SectionsReader::read_timeouts(const YamlNode& root) {
  const YamlNode* map = values_.section(root, "timeouts", ProfileSection::kTimeouts);
  if (map == nullptr) return;
  values_.read_duration(*map, "propagate", profile_.propagate);
  if (profile_.propagate > kLongestPropagation) {
    values_.problem(map->find("propagate")->mark, "'propagate' is 30s at most");
  }
}

void SectionsReader::read_lease(const YamlNode& root) {
  const YamlNode* lease = root.find("lease");
  if (lease == nullptr) return;
  const auto parts = base::split(lease->scalar, '/');
  if (parts.size() != 2 || parts[0].empty() || parts[1].empty()) {
    values_.problem(lease->mark, "'lease' has to be NAMESPACE/NAME");
  } else {
    profile_.lease = lease->scalar;
  }
}

void SectionsReader::read_listed_cases(const YamlNode& root, std::string_view key, ProfileSection section,
                                       std::vector<ListedCase>& into) {
  const YamlNode* list = root.find(key);
  if (list == nullptr) return;
  if (list->type != Type::kSequence) {
    values_.problem(list->mark, fmt::format("'{}' has to be a list", key));
    return;
  }
  for (const YamlNode& item : list->items) {
    if (item.type != Type::kMapping) {
      values_.problem(item.mark, fmt::format("an item of '{}' has to be a map", key));
      continue;
    }
    values_.check_keys(item, section);
    values_.require(item, item.mark, {"case", "reason", "until"}, section);
    ListedCase listed;
    values_.read(item, "case", listed.pattern, Variables::kNone);
    values_.read(item, "reason", listed.reason, Variables::kNone);
    values_.read(item, "issue", listed.issue, Variables::kNone);
    values_.read(item, "until", listed.until, Variables::kNone);
    if (section == ProfileSection::kKnownFailure) values_.read_flag(item, "varies", listed.varies);
    const YamlNode* until = item.find("until");
    if (until != nullptr && !is_date(listed.until)) {
      values_.problem(until->mark, "'until' has to be a day: YYYY-MM-DD");
    } else if (until != nullptr && listed.until < context_.today) {
      values_.problem(until->mark, fmt::format("the last day of this entry, {}, has passed", listed.until),
                      "run the case: remove the entry if it passes, else set a new day");
    }
    into.push_back(std::move(listed));
  }
}

void SectionsReader::read_log(const YamlNode& root) {
  const YamlNode* map = values_.section(root, "log", ProfileSection::kLog);
  if (map == nullptr) return;
  values_.read_pattern(*map, "level-hint", 1, profile_.log_level_pattern);
  values_.read_patterns(*map, "mask", profile_.log_masks);
}

}  // namespace

ControllerProfile read_sections(const YamlNode& root, const ProfileContext& context,
                                std::vector<ProfileProblem>& problems) {
  SectionsReader reader(context, problems);
  return reader.read(root);
}

}  // namespace gauntlet::launch
