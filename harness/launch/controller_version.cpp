#include "harness/launch/command_run.hpp"
#include "harness/launch/container.hpp"
#include "harness/launch/controller_process.hpp"
#include "harness/launch/program_search.hpp"

#include <fmt/format.h>

#include <regex>

namespace gauntlet::launch {

namespace {

std::string unknown(const std::string& why) {
  return fmt::format("unknown ({})", why);
}

std::string version_in(const std::string& output, const std::string& pattern) {
  if (pattern.empty()) {
    const auto begin = output.find_first_not_of(" \t\n");
    if (begin == std::string::npos) return unknown("the version command printed nothing");
    return output.substr(begin, output.find_last_not_of(" \t\n") - begin + 1);
  }
  std::smatch match;
  if (std::regex_search(output, match, std::regex(pattern, std::regex::ECMAScript))) return match[1].str();
  return unknown(fmt::format("the output of the version command does not match '{}'", pattern));
}

}  // namespace

net::Awaitable<std::string> read_version(net::Executor executor, const ControllerProfile& profile,
                                         base::Deadline deadline) {
  if (profile.version_command.empty()) co_return unknown("the profile does not say how to read it");
  net::ChildProcessOptions options;
  options.command = profile.version_command;
  options.environment["PATH"] = search_path();
  options.environment["HOME"] = "/nonexistent";
  if (!profile.container.empty()) {
    const auto engine = find_container_engine(profile, options.environment["PATH"]);
    if (!engine) co_return unknown(engine.error().message());
    options.command = version_in_container(*engine, profile);
  } else if (!is_program(options.command.front(), options.environment["PATH"])) {
    const base::Error missing = missing_program(profile, options.command.front(), "implementation.version.run");
    co_return unknown(missing.message());
  }
  const auto outcome = co_await run_command(std::move(executor), std::move(options), deadline);
  if (!outcome) {
    const bool is_late = outcome.error().reason() == base::Reason::kTimeout;
    co_return unknown(is_late ? "the version command does not end" : outcome.error().message());
  }
  if (!outcome->succeeded()) co_return unknown("the version command ended with " + outcome->status.to_string());
  co_return version_in(outcome->output, profile.version_pattern);
}

}  // namespace gauntlet::launch
