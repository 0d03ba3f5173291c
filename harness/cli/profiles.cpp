#include "harness/cli/profiles.hpp"

#include "foundation/base/clock.hpp"
#include "foundation/kube/yaml_reader.hpp"
#include "reporters/printable.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace gauntlet::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = "gauntlet-profile:";
constexpr std::size_t kMarkWithin = 4096;  // comments may stand before it

std::string head_of(const fs::path& path) {
  std::ifstream file(path);
  std::string head(kMarkWithin, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return head;
}

bool is_profile(const fs::path& path) {
  const std::string head = "\n" + head_of(path);
  return head.find(fmt::format("\n{}", kMark)) != std::string::npos;
}

}  // namespace

std::vector<std::string> feature_names(const std::string& features_file) {
  std::ostringstream text;
  text << std::ifstream(features_file).rdbuf();
  std::vector<std::string> names;
  for (const kube::YamlNode& document : kube::read_yaml(text.str()).documents) {
    for (const kube::YamlNode::Entry& entry : document.entries) names.push_back(entry.key);
  }
  return names;
}

std::string today() {
  const auto now = std::chrono::system_clock::to_time_t(base::SystemClock().wall_time());
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(now));
}

bool holds_profiles(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return is_profile(path);
  for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
    if (entry.path().extension() == ".yaml" && is_profile(entry.path())) return true;
  }
  return false;
}

std::string format_problems(const std::string& file, const launch::ProfileReading& reading) {
  std::string text;
  for (const launch::ProfileProblem& problem : reading.problems) {
    const std::string message = reporters::printable(problem.message);
    text += problem.line > 0 ? fmt::format("{}:{}:{}: error: {}\n", file, problem.line, problem.column, message)
                             : fmt::format("{}: error: {}\n", file, message);
    const auto line = static_cast<std::size_t>(std::max(problem.line, 0));
    const std::string hint = reporters::printable(problem.hint);
    if (line >= 1 && line <= reading.source_lines.size()) {
      const auto pad = static_cast<std::size_t>(std::max(problem.column - 1, 0));
      std::string shown = reporters::printable(reading.source_lines[line - 1]);
      std::replace(shown.begin(), shown.end(), '\t', ' ');
      text += fmt::format("{:>5} | {}\n      | {}^{}{}\n", line, shown, std::string(pad, ' '), hint.empty() ? "" : " ",
                          hint);
    } else if (!hint.empty()) {
      text += fmt::format("      | {}\n", hint);
    }
  }
  return text;
}

LoadedProfile load_profile(const std::string& name, const std::string& mode, const std::vector<std::string>& settings,
                           const DataFolders& folders) {
  LoadedProfile loaded;
  const auto file = launch::find_profile(name, folders.profiles);
  if (!file) {
    loaded.problems = fmt::format("gauntlet: --controller: {}\n", reporters::printable(file.error().to_string()));
    return loaded;
  }
  launch::ProfileReading reading = launch::read_profile(*file, mode, feature_names(folders.features), today());
  loaded.problems = format_problems(*file, reading);
  for (const std::string& setting : loaded.problems.empty() ? settings : std::vector<std::string>()) {
    const auto equals = setting.find('=');
    const std::string value = equals == std::string::npos ? std::string() : setting.substr(equals + 1);
    const auto set = launch::set_variable(*reading.profile, setting.substr(0, equals), value);
    if (!set) loaded.problems += fmt::format("gauntlet: --set: {}\n", reporters::printable(set.error().message()));
  }
  if (loaded.problems.empty()) loaded.profile = std::move(reading.profile);
  return loaded;
}

}  // namespace gauntlet::cli
