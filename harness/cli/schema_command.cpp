#include "harness/cli/schema_command.hpp"

#include "harness/cli/schema_texts.hpp"

namespace gauntlet::cli {

std::vector<std::string_view> schema_names() {
  std::vector<std::string_view> names;
  for (const SchemaText& schema : kSchemaTexts) names.push_back(schema.name);
  return names;
}

ExitCode print_schema(const SchemaOptions& options, Console console) {
  for (const SchemaText& schema : kSchemaTexts) {
    if (schema.name == options.name) console.out << schema.text;
  }
  return ExitCode::kOk;
}

}  // namespace gauntlet::cli
