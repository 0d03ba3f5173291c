#include "harness/cli/option_declarations.hpp"

#include "harness/cli/fault_option.hpp"
#include "harness/cli/schema_command.hpp"
#include "reporters/reporter.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <string_view>

namespace gauntlet::cli {

namespace {

std::string report_words() {
  std::vector<std::string_view> words;
  for (const reporters::Reporter& reporter : reporters::all_reporters()) words.push_back(reporter.word);
  return fmt::format("{}", fmt::join(words, ", "));
}

void declare_choice(CLI::App& app, OptionTexts& texts) {
  app.add_option("paths", texts.paths, "Case files, folders of them, or patterns; without any: the shipped cases")
      ->type_name("PATH");
  app.add_option("--case", texts.case_ids, "Only the case of this id, '*' allowed; may be given several times")
      ->type_name("ID")
      ->group("Which cases")
      ->allow_extra_args(false);
  app.add_option("--level", texts.levels, "Only these levels, separated by commas: core, extended, vendor, observe")
      ->type_name("LEVEL")
      ->group("Which cases")
      ->allow_extra_args(false);
}

void declare_controller(CLI::App& app, OptionTexts& texts, const std::string& what) {
  app.add_option("-c,--controller", texts.controllers, what)
      ->type_name("NAME|FILE")
      ->group("Which controller")
      ->allow_extra_args(false);
  app.add_option("--mode", texts.mode, "A variant that the profile lists under 'modes'")
      ->type_name("NAME")
      ->group("Which controller");
}

void declare_settings(CLI::App& app, OptionTexts& texts) {
  app.add_option("--set", texts.settings, "Value of a variable of the profile; may be given several times")
      ->type_name("NAME=VALUE")
      ->group("Which controller")
      ->allow_extra_args(false);
}

void declare_colour(CLI::App& app, OptionTexts& texts) {
  app.add_option("--color", texts.colour, "auto, always or never; NO_COLOR in the environment wins over auto")
      ->type_name("WHEN")
      ->default_str("auto")
      ->group("Output");
}

void declare_reports(CLI::App& app, OptionTexts& texts, const std::string& folder) {
  app.add_option("--report", texts.reports,
                 fmt::format("Write this report: {}; may be given several times", report_words()))
      ->type_name("KIND[=PATH]")
      ->group("Output")
      ->allow_extra_args(false);
  app.add_option("-o,--output", texts.folder, "Folder of the reports")
      ->type_name("DIR")
      ->default_str(folder)
      ->group("Output");
}

}  // namespace

CLI::App* declare_run(CLI::App& app, OptionTexts& texts) {
  CLI::App* run =
      app.add_subcommand("run",
                         "Run cases against a controller\n\n"
                         "  gauntlet run -c reference\n"
                         "  gauntlet run -c profiles/mine.yaml --level core --report junit=result.xml cases/");
  declare_choice(*run, texts);
  declare_controller(*run, texts, "Profile of the controller; given several times: one after the other");
  declare_settings(*run, texts);
  const auto add = [run](const char* name, std::string& text, const char* type, const char* what,
                         const char* standard) {
    run->add_option(name, text, what)->type_name(type)->default_str(standard)->group("How");
  };
  add("--isolation", texts.isolation, "HOW",
      "auto: as each case needs; pack: many cases share a controller; reset: one at a time; case: a controller each",
      "auto");
  add("-j,--jobs", texts.jobs, "N", "So many clusters with a controller side by side",
      "four per processor, 16 at most");
  add("--repeat", texts.repeat, "N", "Run everything so often; a case that passes only sometimes fails the run", "1");
  run->add_flag("--fail-fast{1}", texts.fail_fast, "Stop after the first failure; --fail-fast=N: after N of them")
      ->group("How");
  add("--order", texts.order, "HOW", "file: by id, what waits long first; random: as the seed has it", "file");
  add("--seed", texts.seed, "N", "Of everything that is drawn; printed, so that a run can be repeated", "by lot");
  add("--timeout", texts.timeout, "TIME", "Of the whole run; what is left is 'not-run'", "none");
  declare_reports(*run, texts, "gauntlet-out");
  run->add_flag("-q,--quiet", texts.quiet, "Only what is not green")->group("Output");
  run->add_flag("-v,--verbose", texts.verbose, "Also every check")->group("Output")->excludes("--quiet");
  declare_colour(*run, texts);
  run->add_flag("--keep", texts.keep, "Keep the controllers' kubeconfigs and logs")->group("Output");
  return run;
}

CLI::App* declare_serve(CLI::App& app, OptionTexts& texts) {
  CLI::App* serve = app.add_subcommand("serve",
                                       "Keep a fake cluster up for a controller or a person\n\n"
                                       "  gauntlet serve -f ingresses.yaml\n"
                                       "  gauntlet serve -f ingresses.yaml -c reference");
  serve->add_option("-f,--filename", texts.files, "Manifests to apply: files or folders of them")
      ->type_name("FILE")
      ->take_all();
  serve->add_option("--port", texts.port, "Port of the API server (HTTPS); 0: a free one")
      ->type_name("N")
      ->default_str("16443 if it is free");
  serve->add_option("--http", texts.http, "Serve the API as plain HTTP without authentication, too; 0: a free port")
      ->type_name("PORT")
      ->default_str("off");
  serve->add_option("-o,--output", texts.folder, "Folder of the kubeconfig")
      ->type_name("DIR")
      ->default_str("gauntlet-serve");
  serve
      ->add_option("--fault", texts.faults,
                   fmt::format("Let requests go wrong; may be given several times. EFFECT: {}. KEY: what is hit (user, "
                               "user-agent, verb, resource, namespace, skip, times) and how (code, retry-after, delay, "
                               "after: events, revisions); docs/faults.md",
                               fault_effect_words()))
      ->type_name("EFFECT[,KEY=VALUE...]")
      ->allow_extra_args(false);
  declare_controller(*serve, texts, "Start this controller as well");
  declare_settings(*serve, texts);
  return serve;
}

CLI::App* declare_doctor(CLI::App& app, OptionTexts& texts) {
  CLI::App* doctor = app.add_subcommand("doctor",
                                        "Start a controller once and say what is seen of it\n\n"
                                        "  gauntlet doctor -c reference\n"
                                        "  gauntlet doctor -c profiles/mine.yaml --json");
  declare_controller(*doctor, texts, "Profile of the controller");
  declare_settings(*doctor, texts);
  doctor->add_flag("--json", texts.json, "As a JSON object")->group("Output");
  doctor->add_flag("--keep", texts.keep, "Keep the controller's kubeconfig and log")->group("Output");
  doctor->add_option("-o,--output", texts.folder, "Folder of what is kept")
      ->type_name("DIR")
      ->default_str("gauntlet-doctor")
      ->group("Output");
  return doctor;
}

CLI::App* declare_lint(CLI::App& app, OptionTexts& texts) {
  CLI::App* lint = app.add_subcommand("lint",
                                      "Read and check cases and profiles; starts nothing\n\n"
                                      "  gauntlet lint cases/\n"
                                      "  gauntlet lint --werror profiles/mine.yaml");
  lint->add_option("paths", texts.paths, "Cases, profiles, or folders of them; without any: the shipped ones")
      ->type_name("PATH");
  lint->add_flag("--werror", texts.werror, "Warnings make the exit code 1");
  return lint;
}

CLI::App* declare_list(CLI::App& app, OptionTexts& texts) {
  CLI::App* list = app.add_subcommand("list",
                                      "Show which cases there are\n\n"
                                      "  gauntlet list --level core\n"
                                      "  gauntlet list -c reference --case 'tls.*' --json");
  declare_choice(*list, texts);
  declare_controller(*list, texts, "Say what is not claimed by this controller");
  list->add_flag("--json", texts.json, "As a JSON array");
  return list;
}

CLI::App* declare_report(CLI::App& app, OptionTexts& texts) {
  CLI::App* report = app.add_subcommand("report",
                                        "Make reports from the result files of runs\n\n"
                                        "  gauntlet report gauntlet-out/run.json\n"
                                        "  gauntlet report run.json --report junit=junit.xml\n"
                                        "  gauntlet report a/run.json b/run.json --report matrix=results.md");
  report->add_option("results", texts.paths, "run.json of a run")->type_name("FILE")->required();
  declare_reports(*report, texts, ".");
  declare_colour(*report, texts);
  return report;
}

CLI::App* declare_schema(CLI::App& app, OptionTexts& texts) {
  CLI::App* schema = app.add_subcommand("schema",
                                        "Print the JSON Schema of a file format\n\n"
                                        "  gauntlet schema case > case-v1.json\n"
                                        "  gauntlet schema result");
  schema->add_option("format", texts.schema, fmt::format("{}", fmt::join(schema_names(), ", ")))
      ->type_name("FORMAT")
      ->required();
  return schema;
}

CLI::App* declare_version(CLI::App& app, OptionTexts&) {
  return app.add_subcommand("version", "Print the versions of this program and of its cases");
}

}  // namespace gauntlet::cli
