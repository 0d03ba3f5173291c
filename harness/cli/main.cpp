// gauntlet: reads the command line and hands over to the command; exit codes are those of exit_code.hpp.
#include "harness/cli/doctor_command.hpp"
#include "harness/cli/lint_command.hpp"
#include "harness/cli/list_command.hpp"
#include "harness/cli/options.hpp"
#include "harness/cli/report_command.hpp"
#include "harness/cli/run_command.hpp"
#include "harness/cli/schema_command.hpp"
#include "harness/cli/serve_command.hpp"
#include "harness/cli/version_command.hpp"

#include <iostream>

namespace {

using namespace gauntlet::cli;

struct Dispatch {
  Console console;

  ExitCode operator()(const WelcomeOptions& options) const { return print_welcome(options, console); }
  ExitCode operator()(const DoctorOptions& options) const { return examine(options, console); }
  ExitCode operator()(const LintOptions& options) const { return lint(options, console); }
  ExitCode operator()(const ListOptions& options) const { return list(options, console); }
  ExitCode operator()(const ReportOptions& options) const { return make_reports(options, console); }
  ExitCode operator()(const SchemaOptions& options) const { return print_schema(options, console); }
  ExitCode operator()(const VersionOptions& options) const { return print_version(options, console); }
  ExitCode operator()(const RunOptions& options) const { return run(options, console); }
  ExitCode operator()(const ServeOptions& options) const { return serve(options, console); }
};

}  // namespace

int main(int argc, char** argv) {
  const Console console{std::cout, std::cerr};
  const auto parsed = read_command_line(argc, argv, console);
  if (const auto* early = std::get_if<EarlyExit>(&parsed)) return static_cast<int>(early->code);
  return static_cast<int>(std::visit(Dispatch{console}, std::get<Command>(parsed)));
}
