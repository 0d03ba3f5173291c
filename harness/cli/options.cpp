#include "harness/cli/options.hpp"

#include "foundation/base/edit_distance.hpp"
#include "harness/cli/fault_option.hpp"
#include "harness/cli/option_values.hpp"
#include "harness/cli/schema_command.hpp"
#include "reporters/printable.hpp"
#include "reporters/reporter.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <functional>
#include <map>

namespace gauntlet::cli {

namespace {

constexpr int kLargestPort = 65535;

// As on the command line, of all commands: an option means the same in each of them.
struct Texts {
  std::vector<std::string> paths;
  std::vector<std::string> case_ids;
  std::vector<std::string> levels;
  std::vector<std::string> controllers;
  std::string mode;
  std::vector<std::string> settings;
  std::string isolation;
  std::string order;
  std::string jobs;
  std::string repeat;
  std::string fail_fast;
  std::string seed;
  std::string timeout;
  std::string folder;
  std::vector<std::string> reports;
  std::string colour;
  bool quiet = false;
  bool verbose = false;
  bool keep = false;
  std::vector<std::string> files;
  std::string port;
  std::string http;
  std::vector<std::string> faults;
  bool werror = false;
  bool json = false;
  std::string schema;
};

std::string report_words() {
  std::vector<std::string_view> words;
  for (const reporters::Reporter& reporter : reporters::all_reporters()) words.push_back(reporter.word);
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string schema_words() {
  return fmt::format("{}", fmt::join(schema_names(), ", "));
}

void declare_choice(CLI::App& app, Texts& texts) {
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

void declare_controller(CLI::App& app, Texts& texts, const std::string& what) {
  app.add_option("-c,--controller", texts.controllers, what)
      ->type_name("NAME|FILE")
      ->group("Which controller")
      ->allow_extra_args(false);
  app.add_option("--mode", texts.mode, "A variant that the profile lists under 'modes'")
      ->type_name("NAME")
      ->group("Which controller");
}

void declare_settings(CLI::App& app, Texts& texts) {
  app.add_option("--set", texts.settings, "Value of a variable of the profile; may be given several times")
      ->type_name("NAME=VALUE")
      ->group("Which controller")
      ->allow_extra_args(false);
}

void declare_colour(CLI::App& app, Texts& texts) {
  app.add_option("--color", texts.colour, "auto, always or never; NO_COLOR in the environment wins over auto")
      ->type_name("WHEN")
      ->default_str("auto")
      ->group("Output");
}

void declare_reports(CLI::App& app, Texts& texts, const std::string& folder) {
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

CLI::App* declare_run(CLI::App& app, Texts& texts) {
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
      "three per processor, 16 at most");
  add("--repeat", texts.repeat, "N", "Run everything so often; a case that passes only sometimes fails the run", "1");
  run->add_flag("--fail-fast{1}", texts.fail_fast, "Stop after the first failure; --fail-fast=N: after N of them")
      ->group("How");
  add("--order", texts.order, "HOW", "file: by id; random: as the seed has it", "file");
  add("--seed", texts.seed, "N", "Of everything that is drawn; printed, so that a run can be repeated", "by lot");
  add("--timeout", texts.timeout, "TIME", "Of the whole run; what is left is 'not-run'", "none");
  declare_reports(*run, texts, "gauntlet-out");
  run->add_flag("-q,--quiet", texts.quiet, "Only what is not green")->group("Output");
  run->add_flag("-v,--verbose", texts.verbose, "Also every check")->group("Output")->excludes("--quiet");
  declare_colour(*run, texts);
  run->add_flag("--keep", texts.keep, "Keep the controllers' kubeconfigs and logs")->group("Output");
  return run;
}

CLI::App* declare_serve(CLI::App& app, Texts& texts) {
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
                               "after: events); docs/faults.md",
                               fault_effect_words()))
      ->type_name("EFFECT[,KEY=VALUE...]")
      ->allow_extra_args(false);
  declare_controller(*serve, texts, "Start this controller as well");
  declare_settings(*serve, texts);
  return serve;
}

CLI::App* declare_doctor(CLI::App& app, Texts& texts) {
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

CLI::App* declare_lint(CLI::App& app, Texts& texts) {
  CLI::App* lint = app.add_subcommand("lint",
                                      "Read and check cases and profiles; starts nothing\n\n"
                                      "  gauntlet lint cases/\n"
                                      "  gauntlet lint --werror profiles/mine.yaml");
  lint->add_option("paths", texts.paths, "Cases, profiles, or folders of them; without any: the shipped ones")
      ->type_name("PATH");
  lint->add_flag("--werror", texts.werror, "Warnings make the exit code 1");
  return lint;
}

CLI::App* declare_list(CLI::App& app, Texts& texts) {
  CLI::App* list = app.add_subcommand("list",
                                      "Show which cases there are\n\n"
                                      "  gauntlet list --level core\n"
                                      "  gauntlet list -c reference --case 'tls.*' --json");
  declare_choice(*list, texts);
  declare_controller(*list, texts, "Say what is not claimed by this controller");
  list->add_flag("--json", texts.json, "As a JSON array");
  return list;
}

CLI::App* declare_report(CLI::App& app, Texts& texts) {
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

CLI::App* declare_schema(CLI::App& app, Texts& texts) {
  CLI::App* schema = app.add_subcommand("schema",
                                        "Print the JSON Schema of a file format\n\n"
                                        "  gauntlet schema case > case-v1.json\n"
                                        "  gauntlet schema result");
  schema->add_option("format", texts.schema, schema_words())->type_name("FORMAT")->required();
  return schema;
}

// GAUNTLET_JOBS stands for --jobs, and so on.
void declare_environment(CLI::App& command) {
  for (CLI::Option* option : command.get_options()) {
    if (option->get_lnames().empty() || option->get_lnames().front() == "help") continue;
    std::string name = "GAUNTLET_" + option->get_lnames().front();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
    option->envname(name);
  }
}

// ---- texts to options ----

CaseChoice read_choice(const Texts& texts, OptionProblems& problems) {
  CaseChoice choice;
  choice.paths = texts.paths;
  choice.filter.ids = texts.case_ids;
  read_levels("--level", texts.levels, choice.filter.levels, problems);
  return choice;
}

void at_most_one_controller(const Texts& texts, OptionProblems& problems) {
  if (texts.controllers.size() > 1) problems.add("--controller: only one is possible here");
}

std::vector<std::string> read_settings(const Texts& texts, OptionProblems& problems) {
  for (const std::string& setting : texts.settings) {
    const auto equals = setting.find('=');
    if (equals == 0 || equals == std::string::npos) problems.add("--set", setting, "NAME=VALUE");
  }
  return texts.settings;
}

Command read_run(const Texts& texts, OptionProblems& problems) {
  RunOptions options;
  options.cases = read_choice(texts, problems);
  options.controllers = texts.controllers;
  options.mode = texts.mode;
  options.settings = read_settings(texts, problems);
  read_isolation("--isolation", texts.isolation, options.isolation, problems);
  read_order("--order", texts.order, options.order, problems);
  read_number("--jobs", texts.jobs, {1, 64}, options.jobs, problems);
  read_number("--repeat", texts.repeat, {1, 100'000}, options.repeat, problems);
  read_number("--fail-fast", texts.fail_fast, {1, 100'000}, options.fail_fast, problems);
  read_number("--seed", texts.seed, options.seed, problems);
  read_duration("--timeout", texts.timeout, options.timeout, problems);
  if (!texts.folder.empty()) options.folder = texts.folder;
  read_reports("--report", texts.reports, options.reports, problems);
  if (texts.quiet) options.verbosity = Verbosity::kQuiet;
  if (texts.verbose) options.verbosity = Verbosity::kVerbose;
  read_colour("--color", texts.colour, options.colour, problems);
  if (texts.keep) options.traces = RunOptions::Traces::kKeep;
  return options;
}

Command read_serve(const Texts& texts, OptionProblems& problems) {
  ServeOptions options;
  options.files = texts.files;
  options.controllers = texts.controllers;
  at_most_one_controller(texts, problems);
  options.mode = texts.mode;
  options.settings = read_settings(texts, problems);
  if (!texts.port.empty()) {
    options.port = 0;
    read_number("--port", texts.port, {0, kLargestPort}, *options.port, problems);
  }
  if (!texts.http.empty()) {
    options.http_port = 0;
    read_number("--http", texts.http, {0, kLargestPort}, *options.http_port, problems);
  }
  if (!texts.folder.empty()) options.folder = texts.folder;
  read_faults("--fault", texts.faults, options.faults, problems);
  return options;
}

Command read_lint(const Texts& texts, OptionProblems&) {
  LintOptions options;
  options.paths = texts.paths;
  if (texts.werror) options.warnings = LintOptions::Warnings::kAreErrors;
  return options;
}

Command read_list(const Texts& texts, OptionProblems& problems) {
  ListOptions options;
  options.cases = read_choice(texts, problems);
  options.controllers = texts.controllers;
  at_most_one_controller(texts, problems);
  options.mode = texts.mode;
  if (texts.json) options.format = ListOptions::Format::kJson;
  return options;
}

Command read_doctor(const Texts& texts, OptionProblems& problems) {
  DoctorOptions options;
  options.controllers = texts.controllers;
  at_most_one_controller(texts, problems);
  options.mode = texts.mode;
  options.settings = read_settings(texts, problems);
  if (texts.json) options.format = DoctorOptions::Format::kJson;
  if (!texts.folder.empty()) options.folder = texts.folder;
  if (texts.keep) options.traces = DoctorOptions::Traces::kKeep;
  return options;
}

Command read_report(const Texts& texts, OptionProblems& problems) {
  ReportOptions options;
  options.results = texts.paths;
  read_reports("--report", texts.reports, options.reports, problems);
  if (!texts.folder.empty()) options.folder = texts.folder;
  read_colour("--color", texts.colour, options.colour, problems);
  return options;
}

Command read_schema(const Texts& texts, OptionProblems& problems) {
  const std::vector<std::string_view> names = schema_names();
  if (std::find(names.begin(), names.end(), texts.schema) == names.end()) {
    problems.add("FORMAT", texts.schema, "one of " + schema_words());
  }
  SchemaOptions options;
  options.name = texts.schema;
  return options;
}

// ---- the whole ----

struct Declared {
  CLI::App* app;
  Command (*read)(const Texts&, OptionProblems&);
};

std::vector<std::string_view> long_options(const CLI::App& command) {
  std::vector<std::string_view> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back(name);
  }
  return names;
}

void note_strangers(const CLI::App& command, OptionProblems& problems) {
  for (const std::string& argument : command.remaining()) {
    const std::string shown = reporters::printable(argument);
    std::string problem = fmt::format("'{}' is not an option of {}", shown, command.get_name());
    if (argument.rfind("--", 0) == 0) {
      const std::string name = argument.substr(2, argument.find('=') - 2);
      const std::vector<std::string_view> known = long_options(command);
      if (const auto near = base::closest(name, known); !near.empty())
        problem += fmt::format(", did you mean --{}?", near);
    }
    problems.add(std::move(problem));
  }
}

std::variant<Command, EarlyExit> fail(const std::string& command, const OptionProblems& problems, Console console) {
  for (const std::string& problem : problems.all()) fmt::print(console.err, "gauntlet: {}\n", problem);
  const std::string help = command.empty() ? "gauntlet --help" : fmt::format("gauntlet {} --help", command);
  fmt::print(console.err, "{} shows what is possible\n", help);
  return EarlyExit{ExitCode::kUsage};
}

std::string unknown_command(const CLI::App& app, const std::string& word) {
  std::vector<std::string_view> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  const std::string hint = suggestion(word, names);
  return fmt::format("there is no command '{}'{}{}", reporters::printable(word), hint.empty() ? "" : ", ", hint);
}

std::vector<Declared> declare(CLI::App& app, Texts& texts) {
  app.set_version_flag("--version", "gauntlet " GAUNTLET_VERSION);
  app.allow_extras();
  const auto declare_version = [](CLI::App& parent, Texts&) {
    return parent.add_subcommand("version", "Print the versions of this program and of its cases");
  };
  const auto read_version = [](const Texts&, OptionProblems&) -> Command { return VersionOptions(); };
  std::vector<Declared> commands = {
      {declare_run(app, texts), read_run},       {declare_serve(app, texts), read_serve},
      {declare_doctor(app, texts), read_doctor}, {declare_lint(app, texts), read_lint},
      {declare_list(app, texts), read_list},     {declare_report(app, texts), read_report},
      {declare_schema(app, texts), read_schema}, {declare_version(app, texts), read_version}};
  for (const Declared& command : commands) {
    command.app->allow_extras();
    declare_environment(*command.app);
  }
  return commands;
}

}  // namespace

// CLI11 throws; nothing of it leaves this function.
std::variant<Command, EarlyExit> read_command_line(int argc, const char* const* argv, Console console) {
  CLI::App app("Conformance tests and a fake cluster for Kubernetes Ingress controllers.", "gauntlet");
  Texts texts;
  std::vector<Declared> commands;
  const auto chosen = [&commands]() -> const Declared* {
    const auto found =
        std::find_if(commands.begin(), commands.end(), [](const Declared& command) { return command.app->parsed(); });
    return found == commands.end() ? nullptr : &*found;
  };
  OptionProblems problems;
  try {
    commands = declare(app, texts);
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    app.exit(asked, console.out, console.err);
    return EarlyExit{ExitCode::kOk};
  } catch (const CLI::ParseError& mistake) {
    problems.add(mistake.what());
  }
  const Declared* command = chosen();
  if (command == nullptr) {
    for (const std::string& word : app.remaining()) problems.add(unknown_command(app, word));
    if (problems.all().empty()) return WelcomeOptions();
    return fail("", problems, console);
  }
  note_strangers(*command->app, problems);
  Command options = command->read(texts, problems);
  if (!problems.all().empty()) return fail(command->app->get_name(), problems, console);
  return options;
}

}  // namespace gauntlet::cli
