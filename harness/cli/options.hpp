// The command line of gauntlet: one struct of values per command. Every wrong value is reported, not only the first.
#pragma once

#include "fakeapiserver/faults.hpp"
#include "foundation/base/clock.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/result/status.hpp"
#include "harness/scenario/case_selection.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/suite_runner.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gauntlet::cli {

struct CaseChoice {
  std::vector<std::string> paths;  // files, folders, patterns of the shell; empty: the shipped cases
  scenario::CaseFilter filter;
};

enum class Verbosity { kQuiet, kNormal, kVerbose };
enum class ColourChoice { kAuto, kAlways, kNever };

// --report KIND[=PATH]
struct ReportChoice {
  std::string kind;
  std::string path;  // empty: the kind's own name in the folder of the run
};

struct RunOptions {
  CaseChoice cases;
  std::vector<std::string> controllers;  // names or files of profiles
  std::string mode;
  std::vector<std::string> settings;             // NAME=VALUE, for variables of the profiles
  std::optional<scenario::Isolation> isolation;  // nullopt: as each case needs
  scenario::CaseOrder order = scenario::CaseOrder::kFile;
  int jobs = 0;  // 0: four per processor, 16 at most
  int repeat = 1;
  int fail_fast = 0;  // stop after so many failures; 0: never
  std::optional<std::uint64_t> seed;
  std::optional<base::Duration> timeout;
  std::string folder = "gauntlet-out";
  std::vector<ReportChoice> reports;
  Verbosity verbosity = Verbosity::kNormal;
  ColourChoice colour = ColourChoice::kAuto;
  enum class Traces { kRemove, kKeep } traces = Traces::kRemove;  // kubeconfigs and logs of the controllers
};

struct ServeOptions {
  std::vector<std::string> files;
  std::vector<std::string> controllers;  // started as well; at most one
  std::string mode;
  std::vector<std::string> settings;  // NAME=VALUE, for variables of the profile
  std::optional<int> port;            // of HTTPS; 0: a free one; nullopt: the usual one, or a free one
  std::optional<int> http_port;       // plain HTTP without authentication beside it; 0: a free one
  std::string folder = "gauntlet-serve";
  std::vector<fakeapiserver::Fault> faults;
};

struct DoctorOptions {
  std::vector<std::string> controllers;  // at most one
  std::string mode;
  std::vector<std::string> settings;  // NAME=VALUE, for variables of the profile
  enum class Format { kText, kJson } format = Format::kText;
  std::string folder = "gauntlet-doctor";
  enum class Traces { kRemove, kKeep } traces = Traces::kRemove;  // kubeconfig and log of the controller
};

struct LintOptions {
  std::vector<std::string> paths;
  enum class Warnings { kAreFine, kAreErrors } warnings = Warnings::kAreFine;
};

struct ListOptions {
  CaseChoice cases;
  std::vector<std::string> controllers;  // for n/a; at most one
  std::string mode;
  enum class Format { kTable, kJson } format = Format::kTable;
};

struct ReportOptions {
  std::vector<std::string> results;
  std::vector<ReportChoice> reports;  // empty: the terminal report
  std::string folder = ".";
  ColourChoice colour = ColourChoice::kAuto;
};

struct SchemaOptions {
  std::string name;
};

struct VersionOptions {};
struct WelcomeOptions {};

using Command = std::variant<WelcomeOptions, RunOptions, ServeOptions, DoctorOptions, LintOptions, ListOptions,
                             ReportOptions, SchemaOptions, VersionOptions>;

// Where there is nothing to do: after --help, or after mistakes; both have been said.
struct EarlyExit {
  ExitCode code;
};

std::variant<Command, EarlyExit> read_command_line(int argc, const char* const* argv, Console console);

}  // namespace gauntlet::cli
