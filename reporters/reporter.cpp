#include "reporters/reporter.hpp"

#include "harness/result/run_result_json.hpp"
#include "reporters/junit.hpp"
#include "reporters/matrix.hpp"

namespace gauntlet::reporters {

const std::vector<Reporter>& all_reporters() {
  static const std::vector<Reporter> kReporters = {
      {"json", "run.json", [](const result::RunResult& run) { return result::to_json_text(run); }},
      {"junit", "junit.xml", [](const result::RunResult& run) { return write_junit(run, JunitDialect::kRich); }},
      {"junit-xunit", "junit-xunit.xml",
       [](const result::RunResult& run) { return write_junit(run, JunitDialect::kXunit); }},
      {"matrix", "matrix.md", [](const result::RunResult& run) { return write_matrix({run}); }},
  };
  return kReporters;
}

const Reporter* find_reporter(std::string_view word) {
  for (const Reporter& reporter : all_reporters()) {
    if (reporter.word == word) return &reporter;
  }
  return nullptr;
}

}  // namespace gauntlet::reporters
