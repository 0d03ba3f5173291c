#include "harness/cli/options.hpp"

#include "foundation/base/edit_distance.hpp"
#include "harness/cli/fault_option.hpp"
#include "harness/cli/option_declarations.hpp"
#include "harness/cli/option_values.hpp"
#include "harness/cli/schema_command.hpp"
#include "reporters/printable.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>

namespace gauntlet::cli {

namespace {

constexpr int kLargestPort = 65535;

// ---- texts to options ----

CaseChoice read_choice(const OptionTexts& texts, OptionProblems& problems) {
  CaseChoice choice;
  choice.paths = texts.paths;
  choice.filter.ids = texts.case_ids;
  read_levels("--level", texts.levels, choice.filter.levels, problems);
  return choice;
}

void at_most_one_controller(const OptionTexts& texts, OptionProblems& problems) {
  if (texts.controllers.size() > 1) problems.add("--controller: only one is possible here");
}

std::vector<std::string> read_settings(const OptionTexts& texts, OptionProblems& problems) {
  for (const std::string& setting : texts.settings) {
    const auto equals = setting.find('=');
    if (equals == 0 || equals == std::string::npos) problems.add("--set", setting, "NAME=VALUE");
  }
  return texts.settings;
}

Command read_run(const OptionTexts& texts, OptionProblems& problems) {
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

Command read_serve(const OptionTexts& texts, OptionProblems& problems) {
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

Command read_lint(const OptionTexts& texts, OptionProblems&) {
  LintOptions options;
  options.paths = texts.paths;
  if (texts.werror) options.warnings = LintOptions::Warnings::kAreErrors;
  return options;
}

Command read_list(const OptionTexts& texts, OptionProblems& problems) {
  ListOptions options;
  options.cases = read_choice(texts, problems);
  options.controllers = texts.controllers;
  at_most_one_controller(texts, problems);
  options.mode = texts.mode;
  if (texts.json) options.format = ListOptions::Format::kJson;
  return options;
}

Command read_doctor(const OptionTexts& texts, OptionProblems& problems) {
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

Command read_report(const OptionTexts& texts, OptionProblems& problems) {
  ReportOptions options;
  options.results = texts.paths;
  read_reports("--report", texts.reports, options.reports, problems);
  if (!texts.folder.empty()) options.folder = texts.folder;
  read_colour("--color", texts.colour, options.colour, problems);
  return options;
}

Command read_schema(const OptionTexts& texts, OptionProblems& problems) {
  const std::vector<std::string_view> names = schema_names();
  if (std::find(names.begin(), names.end(), texts.schema) == names.end()) {
    problems.add("FORMAT", texts.schema, fmt::format("one of {}", fmt::join(names, ", ")));
  }
  SchemaOptions options;
  options.name = texts.schema;
  return options;
}

// ---- the whole ----

struct Declared {
  CLI::App* app;
  Command (*read)(const OptionTexts&, OptionProblems&);
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

std::vector<Declared> declare(CLI::App& app, OptionTexts& texts) {
  app.set_version_flag("--version", "gauntlet " GAUNTLET_VERSION);
  app.allow_extras();
  const auto read_version = [](const OptionTexts&, OptionProblems&) -> Command { return VersionOptions(); };
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
  OptionTexts texts;
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
