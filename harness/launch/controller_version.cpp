#include "foundation/base/text.hpp"
#include "foundation/net/child_process.hpp"
#include "harness/launch/controller_process.hpp"
#include "harness/launch/launch_plan.hpp"

#include <fmt/format.h>

#include <regex>

namespace gauntlet::launch {

namespace {

constexpr std::size_t kMostOutput = 16 * 1024;

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
  std::string output;
  net::ChildProcessOptions options;
  options.command = profile.version_command;
  options.environment["PATH"] = search_path();
  options.environment["HOME"] = "/nonexistent";
  options.on_line = [&output](net::OutputChannel, std::string_view line) {
    if (output.size() + line.size() < kMostOutput) output.append(line).append("\n");
  };
  if (!is_program(options.command.front(), options.environment["PATH"])) {
    const base::Error missing = missing_program(profile, options.command.front(), "implementation.version.run");
    co_return unknown(missing.message());
  }
  auto process = net::ChildProcess::spawn(std::move(executor), std::move(options));
  if (!process) co_return unknown(process.error().message());
  const auto ended = co_await (*process)->wait_for_exit(deadline);
  if (!ended) co_return unknown("the version command does not end");
  const auto status = (*process)->exit_status();
  if (status->code != 0) co_return unknown("the version command ended with " + status->to_string());
  co_return version_in(output, profile.version_pattern);
}

}  // namespace gauntlet::launch
