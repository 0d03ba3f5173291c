#include "harness/launch/controller_profile.hpp"

#include "foundation/base/edit_distance.hpp"
#include "foundation/base/sha256.hpp"
#include "harness/launch/profile_modes.hpp"
#include "harness/launch/profile_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <tuple>

namespace gauntlet::launch {

namespace {

namespace fs = std::filesystem;
using kube::YamlNode;
using Type = YamlNode::Type;

constexpr std::string_view kExtension = ".yaml";
constexpr std::string_view kDefaultMode = "default";

std::optional<std::string> text_of_file(const std::string& path) {
  std::error_code failure;
  // Nothing that blocks or never ends.
  if (!fs::is_regular_file(path, failure)) return std::nullopt;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return std::nullopt;
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(std::move(line));
  }
  return lines;
}

// By place; what every mode has in common is said once.
void sort_problems(std::vector<ProfileProblem>& problems) {
  const auto key = [](const ProfileProblem& problem) {
    return std::tie(problem.line, problem.column, problem.message);
  };
  std::stable_sort(problems.begin(), problems.end(),
                   [key](const ProfileProblem& a, const ProfileProblem& b) { return key(a) < key(b); });
  const auto end = std::unique(problems.begin(), problems.end(),
                               [key](const ProfileProblem& a, const ProfileProblem& b) { return key(a) == key(b); });
  problems.erase(end, problems.end());
}

std::vector<std::string_view> mode_names(const YamlNode& root) {
  std::vector<std::string_view> names;
  if (const YamlNode* modes = root.find("modes")) {
    for (const YamlNode::Entry& entry : modes->entries) names.push_back(entry.key);
  }
  return names;
}

ProfileProblem unknown_mode(const YamlNode& root, const std::string& mode) {
  const std::vector<std::string_view> names = mode_names(root);
  const YamlNode::Entry* modes = root.find_entry("modes");
  const kube::Mark at = modes != nullptr ? modes->key_mark : root.mark;
  const std::string_view near = base::closest(mode, names);
  std::string hint = names.empty() ? "it has none" : fmt::format("it has: {}", fmt::join(names, ", "));
  if (!near.empty()) hint = fmt::format("did you mean '{}'?", near);
  return {at.line, at.column, fmt::format("there is no mode '{}'", mode), std::move(hint)};
}

// Reads the file as written and in each of its modes; returns the mode that was asked for.
ControllerProfile read_all_modes(const YamlNode& root, const std::string& wanted, const ProfileContext& context,
                                 std::vector<ProfileProblem>& problems) {
  const YamlNode nothing;
  const YamlNode base = lay_over(root, nothing, problems);
  ControllerProfile profile = read_sections(base, context, problems);
  const YamlNode* modes = root.find("modes");
  bool found = wanted == kDefaultMode;
  if (modes != nullptr && modes->type != Type::kMapping) {
    problems.push_back({modes->mark.line, modes->mark.column, "'modes' has to be a map", ""});
  }
  for (const YamlNode::Entry& mode : modes != nullptr ? modes->entries : std::vector<YamlNode::Entry>()) {
    if (mode.value.type != Type::kMapping) {
      problems.push_back({mode.value.mark.line, mode.value.mark.column, "a mode has to be a map of what differs", ""});
      continue;
    }
    const YamlNode merged = lay_over(root, mode.value, problems);
    ControllerProfile variant = read_sections(merged, context, problems);
    if (mode.key != wanted) continue;
    profile = std::move(variant);
    found = true;
  }
  if (!found) problems.push_back(unknown_mode(root, wanted));
  return profile;
}

}  // namespace

ProfileReading read_profile(const std::string& file, const std::string& mode,
                            const std::vector<std::string>& known_features, const std::string& today) {
  ProfileReading reading;
  const auto text = text_of_file(file);
  if (!text) {
    reading.problems.push_back({0, 0, "cannot read " + file, ""});
    return reading;
  }
  reading.source_lines = lines_of(*text);
  const kube::YamlStream stream = kube::read_yaml(*text);
  for (const kube::YamlError& error : stream.errors) {
    reading.problems.push_back({error.mark.line, error.mark.column, error.message, ""});
  }
  if (!reading.problems.empty()) return reading;
  if (stream.documents.size() != 1 || stream.documents.front().type != Type::kMapping) {
    reading.problems.push_back({1, 1, "a profile is one YAML document, a map", ""});
    return reading;
  }
  const std::string wanted = mode.empty() ? std::string(kDefaultMode) : mode;
  const ProfileContext context{known_features, today};
  ControllerProfile profile = read_all_modes(stream.documents.front(), wanted, context, reading.problems);
  sort_problems(reading.problems);
  if (!reading.problems.empty()) return reading;
  profile.key = fs::path(file).stem().string();
  profile.file = file;
  profile.digest = base::sha256_hex(*text);
  profile.mode = wanted;
  reading.profile = std::move(profile);
  return reading;
}

base::Result<void> set_variable(ControllerProfile& profile, const std::string& name, const std::string& value) {
  const auto variable = profile.variables.find(name);
  if (variable != profile.variables.end()) {
    variable->second = value;
    return base::Result<void>();
  }
  std::vector<std::string_view> names;
  for (const auto& [known, ignored] : profile.variables) names.push_back(known);
  const std::string_view near = base::closest(name, names);
  std::string message = fmt::format("{} has no variable '{}'", profile.file, name);
  if (!near.empty()) message += fmt::format("; did you mean '{}'?", near);
  message += names.empty() ? "; it has none" : fmt::format("; it has: {}", fmt::join(names, ", "));
  return base::Error(base::Reason::kNotFound, std::move(message));
}

namespace {

std::set<std::string> profiles_in(const std::vector<std::string>& folders) {
  std::set<std::string> names;
  for (const std::string& folder : folders) {
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(folder, failure)) {
      if (entry.path().extension() == kExtension) names.insert(entry.path().stem().string());
    }
  }
  return names;
}

}  // namespace

base::Result<std::string> find_profile(const std::string& name, const std::vector<std::string>& folders) {
  const bool is_path = name.find('/') != std::string::npos || name.ends_with(kExtension);
  std::error_code failure;
  if (is_path) {
    if (fs::is_regular_file(name, failure)) return name;
    return base::Error(base::Reason::kNotFound, fmt::format("there is no profile {}", name));
  }
  for (const std::string& folder : folders) {
    const std::string file = folder + "/" + name + std::string(kExtension);
    if (fs::is_regular_file(file, failure)) return file;
  }
  const std::set<std::string> known = profiles_in(folders);
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  const std::string_view near = base::closest(name, candidates);
  std::string message = fmt::format("there is no profile '{}' in {}", name, fmt::join(folders, ", "));
  if (!near.empty()) message += fmt::format("; did you mean '{}'?", near);
  message += known.empty() ? "; there are none" : fmt::format("; there are: {}", fmt::join(known, ", "));
  return base::Error(base::Reason::kNotFound, std::move(message));
}

}  // namespace gauntlet::launch
