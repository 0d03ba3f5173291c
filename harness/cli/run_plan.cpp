#include "harness/cli/run_plan.hpp"

#include "harness/cli/chosen_cases.hpp"
#include "harness/cli/fake_world.hpp"
#include "harness/cli/profiles.hpp"
#include "harness/cli/version_command.hpp"
#include "harness/scenario/case_results.hpp"
#include "harness/scenario/lane.hpp"
#include "harness/scenario/profile_annotations.hpp"

#include <fmt/ostream.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <thread>

namespace gauntlet::cli {

namespace {

constexpr int kMostInstances = 10;

int processors() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

// Most of a run is waiting until nothing has happened for a while, so a processor serves several clusters.
int standard_lanes() {
  constexpr int kPerProcessor = 4;
  constexpr int kMost = 16;
  return std::min(kPerProcessor * processors(), kMost);
}

std::uint64_t draw_seed() {
  std::random_device source;
  return source() % 1'000'000;  // short enough to be typed again
}

// Sorts by time, as file names and lists of runs like it.
std::string draw_run_id() {
  const auto now = base::SystemClock().wall_time().time_since_epoch();
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  std::random_device source;
  return fmt::format("{:011x}{:06x}", milliseconds, source() & 0xffffffU);
}

std::vector<ReportFile> reports_of(const RunOptions& options) {
  std::vector<ReportChoice> choices = options.reports;
  for (const char* const kind : {"json", "junit"}) {
    const bool chosen =
        std::any_of(choices.begin(), choices.end(), [kind](const ReportChoice& choice) { return choice.kind == kind; });
    if (!chosen) choices.push_back({kind, ""});
  }
  return plan_reports(choices, options.folder);
}

std::string which_controllers(const DataFolders& folders) {
  std::vector<std::string> names;
  for (const std::string& folder : folders.profiles) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
      if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names.empty() ? std::string("a file") : fmt::format("{}, or a file", fmt::join(names, ", "));
}

scenario::SuiteOptions suite_options(const RunOptions& options, const std::string& work_folder) {
  scenario::SuiteOptions suite;
  suite.lanes = options.jobs > 0 ? options.jobs : standard_lanes();
  suite.repeat = options.repeat;
  suite.fail_fast = options.fail_fast;
  suite.order = options.order;
  suite.isolation = options.isolation;
  suite.folder = work_folder;
  return suite;
}

// As a shell takes it.
std::string quoted(const std::string& word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,@%+";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string again_arguments(const RunOptions& options, const std::string& controller) {
  std::string text = "-c " + quoted(controller);
  if (!options.mode.empty()) text += " --mode " + quoted(options.mode);
  for (const std::string& path : options.cases.paths) text += " " + quoted(path);
  return text;
}

}  // namespace

scenario::Bindings bindings_for(const launch::ControllerProfile& profile) {
  scenario::Bindings bindings;
  bindings.values["class"] = scenario::class_name_of(profile, 0);
  bindings.values["controller"] = scenario::class_controller_of(profile, 0);
  bindings.values["address"] = controller_address(0);
  for (int i = 1; i < kMostInstances; ++i) {
    bindings.values[fmt::format("class.{}", i)] = scenario::class_name_of(profile, i);
    bindings.values[fmt::format("controller.{}", i)] = scenario::class_controller_of(profile, i);
    bindings.values[fmt::format("address.{}", i)] = controller_address(i);
  }
  bindings.values["run"] = "0";
  const auto propagate = std::chrono::duration_cast<std::chrono::milliseconds>(profile.propagate);
  bindings.values["propagate"] = fmt::format("{}ms", propagate.count());
  return bindings;
}

std::variant<RunPlan, EarlyExit> plan_run(const RunOptions& options, Console console) {
  const auto folders = find_data_folders();
  if (!folders) {
    fmt::print(console.err, "gauntlet: {}\n", folders.error().to_string());
    return EarlyExit{ExitCode::kUsage};
  }
  std::string problems;
  if (options.controllers.empty()) {
    problems += fmt::format("gauntlet: --controller: which one? {}\n", which_controllers(*folders));
  }
  RunPlan plan;
  for (const std::string& name : options.controllers) {
    LoadedProfile loaded = load_profile(name, options.mode, options.settings, *folders);
    problems += loaded.problems;
    if (!loaded.profile) continue;
    scenario::Suite suite;
    suite.profile = std::move(*loaded.profile);
    plan.suites.push_back(std::move(suite));
    plan.again_arguments.push_back(again_arguments(options, name));
  }
  // Cases are read even where there is no controller for them: all mistakes are shown at once.
  scenario::CaseSet any = read_chosen_cases(options.cases, *folders, scenario::placeholder_bindings());
  if (any.has_errors()) problems += scenario::format_diagnostics(any);
  for (scenario::Suite& suite : plan.suites) {
    scenario::CaseSet cases = read_chosen_cases(options.cases, *folders, bindings_for(suite.profile));
    if (cases.has_errors() && !any.has_errors()) problems += scenario::format_diagnostics(cases);
    suite.scenarios = std::move(cases.scenarios);
    for (scenario::Scenario& one : suite.scenarios) scenario::annotate_ingresses(one, suite.profile.annotations);
    suite.source_lines = std::move(cases.source_lines);
  }
  if (!problems.empty()) {
    console.err << problems;
    return EarlyExit{ExitCode::kUsage};
  }
  for (scenario::Suite& suite : plan.suites) {
    auto chosen = scenario::select_cases(std::move(suite.scenarios), options.cases.filter);
    if (!chosen || chosen->empty()) {
      fmt::print(console.err, "gauntlet: {}\n", chosen ? "no case was selected" : chosen.error().to_string());
      return EarlyExit{ExitCode::kEmpty};
    }
    suite.scenarios = std::move(chosen).value();
  }
  plan.work_folder = (std::filesystem::path(options.folder) / "controllers").string();
  plan.options = suite_options(options, plan.work_folder);
  plan.reports = reports_of(options);
  plan.head.id = draw_run_id();
  plan.head.seed = options.seed.value_or(draw_seed());
  plan.head.started_at = scenario::rfc3339(base::SystemClock().wall_time());
  plan.head.tool_version = kToolVersion;
  plan.head.cases_digest = digest_of(any);
  plan.head.cpus = processors();
  return plan;
}

}  // namespace gauntlet::cli
