#include "harness/cli/report_command.hpp"

#include "harness/cli/colours.hpp"
#include "harness/cli/report_files.hpp"
#include "harness/result/run_result_json.hpp"

#include <fmt/ostream.h>

#include <fstream>
#include <sstream>

namespace gauntlet::cli {

namespace {

base::Result<result::RunResult> read_result(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file || !text) return base::Error(base::Reason::kNotFound, fmt::format("cannot read {}", path));
  auto run = result::parse_run_result(text.str());
  if (!run) return run.error().with_context(path);
  return run;
}

void show(const result::RunResult& run, const ReportOptions& options, Console console) {
  reporters::TerminalStyle style;
  style.colours = decide_colours(options.colour, standard_output_kind(), process_environment());
  fmt::print(console.out, "{}\n", reporters::header_line(run, run.cases.size()));
  for (const result::CaseResult& one : run.cases) {
    const std::string line = reporters::case_line(one, style);
    if (!line.empty()) fmt::print(console.out, "{}\n", line);
  }
  fmt::print(console.out, "\n{}", reporters::closing_text(run, style));
}

}  // namespace

ExitCode make_reports(const ReportOptions& options, Console console) {
  if (options.results.size() > 1 && !options.reports.empty()) {
    fmt::print(console.err, "gauntlet: --report takes the result of one run; {} were given\n", options.results.size());
    return ExitCode::kUsage;
  }
  for (const std::string& path : options.results) {
    const auto run = read_result(path);
    if (!run) {
      fmt::print(console.err, "gauntlet: {}\n", run.error().to_string());
      return ExitCode::kUsage;
    }
    if (options.reports.empty()) {
      show(*run, options, console);
      continue;
    }
    const auto written = write_reports(*run, plan_reports(options.reports, options.folder));
    if (!written) {
      fmt::print(console.err, "gauntlet: {}\n", written.error().to_string());
      return ExitCode::kError;
    }
  }
  return ExitCode::kOk;
}

}  // namespace gauntlet::cli
