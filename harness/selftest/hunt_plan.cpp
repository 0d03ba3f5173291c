#include "harness/selftest/hunt_plan.hpp"

#include "harness/cli/chosen_cases.hpp"
#include "harness/cli/profiles.hpp"
#include "harness/cli/run_plan.hpp"
#include "harness/selftest/mutant_list.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace gauntlet::selftest {

namespace {

using namespace std::chrono_literals;

constexpr int kUsage = 2;
// A mutant gives its wrong answer until time is up, so the limit is what the hunt costs. The sound controller keeps to
// it as well, or the failures would prove nothing.
constexpr base::Duration kPropagate = 3s;

struct Texts {
  std::vector<std::string> mutants;
  int side_by_side = 8;
  bool all_cases = false;
  bool skip_sound = false;
};

void declare(CLI::App& app, Texts& texts) {
  app.add_option("mutants", texts.mutants, "Only these; without any: all");
  app.add_option("-j,--jobs", texts.side_by_side, "So many mutants side by side")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_flag("--all-cases", texts.all_cases,
               "Every case against every mutant; also shows which case catches nothing");
  app.add_flag("--skip-sound", texts.skip_sound, "Do not run the sound controller first");
}

std::variant<HuntPlan, int> fail(const std::string& message) {
  fmt::print(stderr, "gauntlet-selftest: {}\n", message);
  return kUsage;
}

std::variant<HuntPlan, int> make_plan(const Texts& texts) {
  HuntPlan plan;
  const std::vector<MutantName> all = list_mutants();
  for (const MutantName& mutant : all) {
    const bool wanted = texts.mutants.empty() ||
                        std::find(texts.mutants.begin(), texts.mutants.end(), mutant.name) != texts.mutants.end();
    if (wanted) plan.mutants.push_back(mutant);
  }
  if (plan.mutants.size() < texts.mutants.size()) return fail("not all of these mutants exist");
  const auto folders = cli::find_data_folders();
  if (!folders) return fail(folders.error().to_string());
  cli::LoadedProfile profile = cli::load_profile("reference", "", {}, *folders);
  if (!profile.profile) return fail(profile.problems);
  plan.suite.profile = std::move(*profile.profile);
  plan.suite.profile.propagate = kPropagate;
  scenario::CaseSet cases = cli::read_chosen_cases(cli::CaseChoice(), *folders, cli::bindings_for(plan.suite.profile));
  if (cases.has_errors()) return fail(scenario::format_diagnostics(cases));
  plan.suite.scenarios = std::move(cases.scenarios);
  plan.suite.source_lines = std::move(cases.source_lines);
  plan.options.side_by_side = texts.side_by_side;
  if (texts.all_cases) plan.options.effort = Effort::kAllCases;
  if (texts.skip_sound) plan.sound = SoundController::kTakeForGranted;
  std::string folder = (std::filesystem::temp_directory_path() / "gauntlet-selftest-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return fail("cannot make a folder in " + folder);
  plan.options.folder = std::move(folder);
  return plan;
}

}  // namespace

// CLI11 throws; nothing of it leaves this function.
std::variant<HuntPlan, int> plan_hunt(int argc, const char* const* argv) {
  CLI::App app("The shipped cases against the reference controller with each of its deliberate defects.",
               "gauntlet-selftest");
  Texts texts;
  try {
    declare(app, texts);
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return app.exit(asked);
  } catch (const CLI::ParseError& mistake) {
    return fail(mistake.what());
  }
  return make_plan(texts);
}

std::vector<std::string> ids_of(const scenario::Suite& suite) {
  std::vector<std::string> ids;
  for (const scenario::Scenario& one : suite.scenarios) ids.push_back(one.full_id());
  return ids;
}

}  // namespace gauntlet::selftest
