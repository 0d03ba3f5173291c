// JUnit XML in two dialects, written for the programs that read it (docs/reports.md names them): flat suites, name and
// classname never empty, the message in the attribute and as the first body line, XML 1.0 characters only.
#pragma once

#include "harness/result/run_result.hpp"

#include <string>

namespace gauntlet::reporters {

enum class JunitDialect {
  kRich,   // file, line, assertions, case properties
  kXunit,  // only what the schema of Jenkins' xUnit plug-in knows
};

std::string write_junit(const result::RunResult& run, JunitDialect dialect);

}  // namespace gauntlet::reporters
