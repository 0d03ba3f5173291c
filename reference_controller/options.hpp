// The command line of gauntlet-reference.
#pragma once

#include "foundation/base/log.hpp"
#include "reference_controller/reference_controller.hpp"

#include <optional>
#include <variant>

namespace gauntlet::reference {

struct ProgramOptions {
  ReferenceControllerOptions controller;
  base::LogLevel log_level = base::LogLevel::kInfo;
};

// What to exit with where there is nothing to run: 0 after --help and the like, 2 after a mistake. Both have said why.
struct EarlyExit {
  int code;
};

// Reads the kubeconfig as well.
std::variant<ProgramOptions, EarlyExit> read_command_line(int argc, const char* const* argv);

}  // namespace gauntlet::reference
