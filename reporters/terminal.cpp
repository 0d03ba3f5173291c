#include "reporters/terminal.hpp"

#include "reporters/printable.hpp"

#include <fmt/format.h>

#include <vector>

namespace gauntlet::reporters {

namespace {

using result::CaseResult;
using result::Level;
using result::Status;

constexpr std::size_t kIdWidth = 52;

std::string_view word(Status status) {
  switch (status) {
    case Status::kPass:
      return "ok";
    case Status::kFail:
      return "FAIL";
    case Status::kError:
      return "ERROR";
    case Status::kXpass:
      return "XPASS";
    default:
      return result::to_string(status);
  }
}

std::string_view colour(Status status) {
  switch (status) {
    case Status::kPass:
      return "\x1b[32m";
    case Status::kFail:
    case Status::kError:
      return "\x1b[31m";
    default:
      return "\x1b[33m";
  }
}

std::string painted(std::string_view text, std::string_view paint, TerminalStyle style) {
  if (style.colours == Colours::kOff) return std::string(text);
  return fmt::format("{}{}\x1b[0m", paint, text);
}

// "core 117/118" over the cases that were judged.
std::string level_figures(const result::RunResult& run) {
  std::vector<std::string> parts;
  for (const Level level : {Level::kCore, Level::kExtended, Level::kVendor}) {
    int passed = 0;
    int judged = 0;
    for (const CaseResult& one : run.cases) {
      if (one.level != level || result::tally_of(one.status) == result::Tally::kSkipped) continue;
      ++judged;
      if (result::tally_of(one.status) == result::Tally::kPassed) ++passed;
    }
    if (judged > 0) parts.push_back(fmt::format("{} {}/{}", result::to_string(level), passed, judged));
  }
  return fmt::format("{}", fmt::join(parts, " · "));
}

std::string milliseconds(double value) {
  return value < 10 ? fmt::format("{:.1f} ms", value) : fmt::format("{:.0f} ms", value);
}

}  // namespace

std::string header_line(const result::RunResult& run, std::size_t case_count) {
  std::string line = fmt::format("gauntlet {}", run.tool_version);
  for (const result::ControllerResult& controller : run.controllers) {
    line += fmt::format(" · {} {} (mode {})", controller.key, printable(controller.version), controller.mode);
  }
  return line + fmt::format(" · {} cases · seed {}", case_count, run.seed);
}

std::string case_line(const CaseResult& one, TerminalStyle style) {
  const bool green = one.status == Status::kPass;
  if (style.verbosity == Verbosity::kQuiet && green) return {};
  const std::string status = painted(fmt::format("{:<8}", word(one.status)), colour(one.status), style);
  std::string line = fmt::format("{}{:<{}}", status, one.full_id(), kIdWidth);
  if (one.tries.empty()) {
    line += "      -";
  } else {
    line += fmt::format(" {:5.2f}s", one.duration_ms / 1000.0);
  }
  if (!one.failures.empty()) {
    const result::Failure& failure = one.failures.front();
    line += fmt::format("  {}:{} {}", failure.file, failure.line, one_line(printable(failure.message), 200));
  } else if (!one.reason.empty()) {
    line += "  " + one_line(printable(one.reason), 200);
  }
  return line;
}

std::string closing_text(const result::RunResult& run, TerminalStyle style) {
  std::string out;
  for (const CaseResult& one : run.cases) {
    if (result::tally_of(one.status) != result::Tally::kFailed) continue;
    out += painted(word(one.status), colour(one.status), style);
    out += fmt::format(" {} · {} · {}\n     {}\n", one.full_id(), result::to_string(one.level), one.controller,
                       printable(one.title));
    for (const result::Failure& failure : one.failures) out += "\n" + printable(failure.text) + "\n";
    if (one.failures.empty()) out += "\n" + printable(one.reason) + "\n";
    out += "\n";
  }
  const result::Totals totals = result::count(run.cases);
  if (!run.aborted.empty()) out += fmt::format("stopped early: {}\n", run.aborted);
  out += fmt::format("{} passed, {} failed, {} skipped\n", totals.passed, totals.failed, totals.skipped);
  std::vector<std::string> figures;
  if (const std::string levels = level_figures(run); !levels.empty()) figures.push_back(levels);
  for (const Status status : {Status::kError, Status::kFlaky, Status::kXpass, Status::kKnown}) {
    if (totals.of(status) > 0) figures.push_back(fmt::format("{} {}", totals.of(status), result::to_string(status)));
  }
  if (totals.of(Status::kObserved) > 0) figures.push_back(fmt::format("{} observed", totals.of(Status::kObserved)));
  const auto median = result::propagation_percentile_ms(run, 50);
  const auto tail = result::propagation_percentile_ms(run, 99);
  if (median && tail) {
    figures.push_back(fmt::format("propagation p50 {}, p99 {}", milliseconds(*median), milliseconds(*tail)));
  }
  figures.push_back(fmt::format("{:.1f} s", run.duration_ms / 1000.0));
  return out + fmt::format("{}\n", fmt::join(figures, " · "));
}

}  // namespace gauntlet::reporters
