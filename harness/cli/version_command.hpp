// gauntlet version, and what gauntlet says without a command.
#pragma once

#include "harness/cli/options.hpp"

namespace gauntlet::cli {

inline constexpr std::string_view kToolVersion = GAUNTLET_VERSION;

ExitCode print_version(const VersionOptions& options, Console console);
ExitCode print_welcome(const WelcomeOptions& options, Console console);

}  // namespace gauntlet::cli
