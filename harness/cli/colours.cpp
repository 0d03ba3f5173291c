#include "harness/cli/colours.hpp"

#include <cstdlib>
#include <unistd.h>

namespace gauntlet::cli {

Environment process_environment() {
  return [](const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
  };
}

OutputKind standard_output_kind() {
  return ::isatty(STDOUT_FILENO) != 0 ? OutputKind::kTerminal : OutputKind::kFile;
}

reporters::Colours decide_colours(ColourChoice choice, OutputKind output, const Environment& environment) {
  using reporters::Colours;
  if (choice == ColourChoice::kAlways) return Colours::kOn;
  if (choice == ColourChoice::kNever) return Colours::kOff;
  if (!environment("NO_COLOR").empty()) return Colours::kOff;
  for (const char* const name : {"CLICOLOR_FORCE", "FORCE_COLOR"}) {
    const std::string value = environment(name);
    if (!value.empty() && value != "0") return Colours::kOn;
  }
  if (!environment("CI").empty() || environment("TERM") == "dumb") return Colours::kOff;
  return output == OutputKind::kTerminal ? Colours::kOn : Colours::kOff;
}

}  // namespace gauntlet::cli
