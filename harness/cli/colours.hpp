// Whether to colour: the option, then NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR, CI, then whether it is a terminal.
#pragma once

#include "harness/cli/options.hpp"
#include "reporters/terminal.hpp"

#include <functional>

namespace gauntlet::cli {

// Empty where a variable is not set.
using Environment = std::function<std::string(const char* name)>;
Environment process_environment();

enum class OutputKind { kTerminal, kFile };
OutputKind standard_output_kind();

reporters::Colours decide_colours(ColourChoice choice, OutputKind output, const Environment& environment);

}  // namespace gauntlet::cli
