#include "harness/cli/report_command.hpp"

#include "harness/cli/colours.hpp"
#include "harness/cli/report_files.hpp"
#include "harness/result/run_result_json.hpp"
#include "reporters/matrix.hpp"

#include <fmt/ostream.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace gauntlet::cli {

namespace {

constexpr std::string_view kMatrix = "matrix";  // the one report of several runs

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

base::Result<void> write_matrices(const std::vector<result::RunResult>& runs, const std::vector<ReportFile>& files) {
  const std::string text = reporters::write_matrix(runs);
  for (const ReportFile& file : files) {
    const auto written = write_file(file.path, text);
    if (!written) return written;
  }
  return {};
}

}  // namespace

ExitCode make_reports(const ReportOptions& options, Console console) {
  const bool is_several = options.results.size() > 1;
  const bool has_others = std::any_of(options.reports.begin(), options.reports.end(),
                                      [](const ReportChoice& choice) { return choice.kind != kMatrix; });
  if (is_several && has_others) {
    fmt::print(console.err, "gauntlet: --report takes the result of one run, but for matrix; {} were given\n",
               options.results.size());
    return ExitCode::kUsage;
  }
  std::vector<result::RunResult> runs;
  for (const std::string& path : options.results) {
    auto run = read_result(path);
    if (!run) {
      fmt::print(console.err, "gauntlet: {}\n", run.error().to_string());
      return ExitCode::kUsage;
    }
    runs.push_back(std::move(run).value());
  }
  if (options.reports.empty()) {
    for (const result::RunResult& run : runs) show(run, options, console);
    return ExitCode::kOk;
  }
  const std::vector<ReportFile> files = plan_reports(options.reports, options.folder);
  const auto written = is_several ? write_matrices(runs, files) : write_reports(runs.front(), files);
  if (written) return ExitCode::kOk;
  fmt::print(console.err, "gauntlet: {}\n", written.error().to_string());
  return ExitCode::kError;
}

}  // namespace gauntlet::cli
