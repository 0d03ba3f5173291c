// The options of all commands as they are declared, and what stands on the command line for them: texts, read later
// (options.cpp). Internal to the command line.
#pragma once

#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the library is called so
class App;
}

namespace gauntlet::cli {

// Of all commands: an option means the same in each of them.
struct OptionTexts {
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

// Each declares a command below the program, which fills the texts when it is parsed.
CLI::App* declare_run(CLI::App& app, OptionTexts& texts);
CLI::App* declare_serve(CLI::App& app, OptionTexts& texts);
CLI::App* declare_doctor(CLI::App& app, OptionTexts& texts);
CLI::App* declare_lint(CLI::App& app, OptionTexts& texts);
CLI::App* declare_list(CLI::App& app, OptionTexts& texts);
CLI::App* declare_report(CLI::App& app, OptionTexts& texts);
CLI::App* declare_schema(CLI::App& app, OptionTexts& texts);
CLI::App* declare_version(CLI::App& app, OptionTexts& texts);

}  // namespace gauntlet::cli
