#include "harness/cli/list_command.hpp"

#include "harness/cli/chosen_cases.hpp"
#include "harness/cli/profiles.hpp"

#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::cli {

namespace {

using scenario::Scenario;

// "n/a for reference: http2 is not claimed", or empty.
std::string unclaimed(const Scenario& one, const launch::ControllerProfile* profile) {
  if (profile == nullptr) return {};
  std::vector<std::string> missing;
  for (const std::string& feature : one.features) {
    const std::vector<std::string>& claimed = profile->features_supported;
    if (std::find(claimed.begin(), claimed.end(), feature) == claimed.end()) missing.push_back(feature);
  }
  return missing.empty() ? std::string() : fmt::format("n/a for {}: {}", profile->key, fmt::join(missing, " "));
}

std::string place_of(const Scenario& one) {
  return fmt::format("{}:{}", one.position.file, one.position.line);
}

void print_table(const std::vector<Scenario>& scenarios, std::size_t total, const launch::ControllerProfile* profile,
                 Console console) {
  std::size_t ids = 2;
  std::size_t features = 8;
  for (const Scenario& one : scenarios) {
    ids = std::max(ids, one.full_id().size());
    features = std::max(features, fmt::format("{}", fmt::join(one.features, " ")).size());
  }
  fmt::print(console.out, "{:<{}}  {:<8}  {:<{}}  WHERE\n", "ID", ids, "LEVEL", "FEATURES", features);
  for (const Scenario& one : scenarios) {
    const std::string note = unclaimed(one, profile);
    fmt::print(console.out, "{:<{}}  {:<8}  {:<{}}  {}{}{}\n", one.full_id(), ids, result::to_string(one.level),
               fmt::format("{}", fmt::join(one.features, " ")), features, place_of(one), note.empty() ? "" : "   ",
               note);
  }
  fmt::print(console.out, "{} of {} cases\n", scenarios.size(), total);
}

void print_json(const std::vector<Scenario>& scenarios, const launch::ControllerProfile* profile, Console console) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Scenario& one : scenarios) {
    nlohmann::ordered_json json = {
        {"id", one.id},
        {"row", one.row.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(one.row)},
        {"title", one.title},
        {"level", result::to_string(one.level)},
        {"features", one.features},
        {"tags", one.tags},
        {"file", one.position.file},
        {"line", one.position.line}};
    if (const std::string note = unclaimed(one, profile); !note.empty()) json["na"] = note;
    all.push_back(std::move(json));
  }
  fmt::print(console.out, "{}\n", all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace

ExitCode list(const ListOptions& options, Console console) {
  const auto folders = find_data_folders();
  if (!folders) {
    fmt::print(console.err, "gauntlet: {}\n", folders.error().to_string());
    return ExitCode::kUsage;
  }
  std::optional<launch::ControllerProfile> profile;
  std::string problems;
  if (!options.controllers.empty()) {
    LoadedProfile loaded = load_profile(options.controllers.front(), options.mode, {}, *folders);
    profile = std::move(loaded.profile);
    problems = std::move(loaded.problems);
  }
  scenario::CaseSet cases = read_chosen_cases(options.cases, *folders, scenario::placeholder_bindings());
  if (cases.has_errors()) problems += scenario::format_diagnostics(cases);
  if (!problems.empty()) {
    console.err << problems;
    return ExitCode::kUsage;
  }
  const std::size_t total = cases.scenarios.size();
  const auto chosen = scenario::select_cases(std::move(cases.scenarios), options.cases.filter);
  if (!chosen) {
    fmt::print(console.err, "gauntlet: {}\n", chosen.error().to_string());
    return ExitCode::kEmpty;
  }
  const launch::ControllerProfile* for_whom = profile ? &*profile : nullptr;
  if (options.format == ListOptions::Format::kJson) {
    print_json(*chosen, for_whom, console);
  } else {
    print_table(*chosen, total, for_whom, console);
  }
  return chosen->empty() ? ExitCode::kEmpty : ExitCode::kOk;
}

}  // namespace gauntlet::cli
