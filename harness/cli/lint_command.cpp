#include "harness/cli/lint_command.hpp"

#include "harness/cli/chosen_cases.hpp"
#include "harness/cli/profiles.hpp"

#include <fmt/ostream.h>

#include <algorithm>
#include <filesystem>

namespace gauntlet::cli {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> profile_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
      if (entry.path().extension() == ".yaml") files.push_back(entry.path().lexically_normal().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

ExitCode lint_cases(const std::vector<std::string>& paths, const DataFolders& folders, const LintOptions& options,
                    Console console) {
  CaseChoice choice;
  choice.paths = paths;
  const scenario::CaseSet cases = read_chosen_cases(choice, folders, scenario::placeholder_bindings());
  console.out << scenario::format_diagnostics(cases);
  if (cases.has_errors()) return ExitCode::kUsage;
  const bool strict = options.warnings == LintOptions::Warnings::kAreErrors;
  return strict && !cases.diagnostics.empty() ? ExitCode::kFail : ExitCode::kOk;
}

ExitCode lint_profiles(const std::vector<std::string>& paths, const DataFolders& folders, Console console) {
  const std::vector<std::string> files = profile_files(paths);
  const std::vector<std::string> features = feature_names(folders.features);
  std::size_t problems = 0;
  for (const std::string& file : files) {
    const launch::ProfileReading reading = launch::read_profile(file, "", features, today());
    problems += reading.problems.size();
    console.out << format_problems(file, reading);
  }
  fmt::print(console.out, "{} profile{}, {}\n", files.size(), files.size() == 1 ? "" : "s",
             problems == 0 ? "no problems" : fmt::format("{} error{}", problems, problems == 1 ? "" : "s"));
  return problems == 0 ? ExitCode::kOk : ExitCode::kUsage;
}

}  // namespace

ExitCode lint(const LintOptions& options, Console console) {
  const auto folders = find_data_folders();
  if (!folders) {
    fmt::print(console.err, "gauntlet: {}\n", folders.error().to_string());
    return ExitCode::kUsage;
  }
  std::vector<std::string> cases;
  std::vector<std::string> profiles;
  for (const std::string& path : options.paths) (holds_profiles(path) ? profiles : cases).push_back(path);
  if (options.paths.empty()) {
    cases = {folders->cases};
    profiles = folders->profiles;
    if (profiles.size() > 1) profiles.resize(1);
  }
  ExitCode worst = ExitCode::kOk;
  if (!cases.empty()) worst = std::max(worst, lint_cases(cases, *folders, options, console));
  if (!profiles.empty()) worst = std::max(worst, lint_profiles(profiles, *folders, console));
  return worst;
}

}  // namespace gauntlet::cli
