// gauntlet schema FORMAT: the JSON Schemas under docs/schema, carried in the program.
#pragma once

#include "harness/cli/options.hpp"

namespace gauntlet::cli {

std::vector<std::string_view> schema_names();  // "case", "profile", "result"
ExitCode print_schema(const SchemaOptions& options, Console console);

}  // namespace gauntlet::cli
