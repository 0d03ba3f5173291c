#include "reporters/terminal.hpp"

#include "reporters/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace gauntlet::reporters {

namespace {

using result::CaseResult;
using result::Level;
using result::Status;

constexpr std::size_t kIdWidth = 52;
constexpr std::size_t kNoteWidth = 200;

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

// What comes from outside can neither colour the terminal nor speak to a CI.
std::string inert(std::string_view text) {
  return without_commands(printable(text));
}

std::string inert_line(std::string_view text) {
  return without_commands(one_line(printable(text), kNoteWidth));
}

std::string failure_in_full(const CaseResult& one, TerminalStyle style) {
  std::string out = painted(word(one.status), colour(one.status), style);
  out += fmt::format(" {} · {} · {}\n     {}\n", inert_line(one.full_id()), result::to_string(one.level),
                     inert_line(one.controller), inert_line(one.title));
  if (!one.reason.empty()) out += fmt::format("     {}\n", inert_line(one.reason));
  for (const result::Failure& failure : one.failures) out += "\n" + inert(failure.text) + "\n";
  return out + "\n";
}

struct PassRate {
  int passed = 0;
  int total = 0;
};

PassRate rate_of(const CaseResult& one) {
  PassRate rate;
  for (const result::TryResult& attempt : one.tries) {
    if (attempt.status == Status::kNotRun) continue;
    ++rate.total;
    if (result::tally_of(attempt.status) == result::Tally::kPassed) ++rate.passed;
  }
  return rate;
}

// Wilson's score interval at 95 %, which stays sensible at 0 of n and n of n.
std::string rate_words(PassRate rate) {
  constexpr double kZ = 1.959964;
  const double n = rate.total;
  const double p = rate.passed / n;
  const double middle = p + kZ * kZ / (2 * n);
  const double spread = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  const double scale = 1 + kZ * kZ / n;
  return fmt::format("{}/{} passed (95% CI {:.1f}-{:.1f}%)", rate.passed, rate.total,
                     100 * std::max(0.0, (middle - spread) / scale), 100 * std::min(1.0, (middle + spread) / scale));
}

// Of the cases that did not always pass, and of all tries together.
std::string pass_rates(const result::RunResult& run) {
  std::string out;
  PassRate all;
  for (const CaseResult& one : run.cases) {
    const PassRate rate = rate_of(one);
    all.passed += rate.passed;
    all.total += rate.total;
    if (rate.passed < rate.total)
      out += fmt::format("{:<{}} {}\n", inert_line(one.full_id()), kIdWidth, rate_words(rate));
  }
  if (all.total == 0) return out;
  return out + fmt::format("{:<{}} {}\n\n", "all tries", kIdWidth, rate_words(all));
}

std::string milliseconds(double value) {
  return value < 10 ? fmt::format("{:.1f} ms", value) : fmt::format("{:.0f} ms", value);
}

}  // namespace

std::string header_line(const result::RunResult& run, std::size_t case_count) {
  std::string line = fmt::format("gauntlet {}", inert_line(run.tool_version));
  for (const result::ControllerResult& controller : run.controllers) {
    line += fmt::format(" · {} {} (mode {})", inert_line(controller.key), inert_line(controller.version),
                        inert_line(controller.mode));
  }
  return line + fmt::format(" · {} cases · seed {}", case_count, run.seed);
}

std::string case_line(const CaseResult& one, TerminalStyle style) {
  const bool green = one.status == Status::kPass;
  if (style.verbosity == Verbosity::kQuiet && green) return {};
  const std::string status = painted(fmt::format("{:<7} ", word(one.status)), colour(one.status), style);
  std::string line = fmt::format("{}{:<{}}", status, inert_line(one.full_id()), kIdWidth);
  if (one.tries.empty()) {
    line += "      -";
  } else {
    line += fmt::format(" {:5.2f}s", one.duration_ms / 1000.0);
  }
  if (!one.failures.empty()) {
    const result::Failure& failure = one.failures.front();
    line += fmt::format("  {}:{} {}", inert_line(failure.file), failure.line, inert_line(failure.message));
  } else if (!one.reason.empty()) {
    line += "  " + inert_line(one.reason);
  }
  return line;
}

std::string check_lines(const CaseResult& one, TerminalStyle style) {
  if (style.verbosity != Verbosity::kVerbose || one.tries.empty()) return {};
  std::string out;
  for (const result::StepResult& step : one.tries.back().steps) {
    for (const result::CheckResult& check : step.checks) {
      out += fmt::format("        {:<6}{}", word(check.status), inert_line(check.text));
      if (!check.got.empty() && check.status != Status::kPass) {
        out += "  got " + inert_line(check.got);
      }
      out += "\n";
    }
  }
  return out;
}

std::string closing_text(const result::RunResult& run, TerminalStyle style) {
  std::string out;
  for (const CaseResult& one : run.cases) {
    if (result::tally_of(one.status) != result::Tally::kFailed) continue;
    out += failure_in_full(one, style);
  }
  if (style.repeat > 1) out += pass_rates(run);
  const result::Totals totals = result::count(run.cases);
  if (!run.aborted.empty()) out += fmt::format("stopped early: {}\n", inert(run.aborted));
  out += fmt::format("{} passed, {} failed, {} skipped\n", totals.passed, totals.failed, totals.skipped);
  std::vector<std::string> figures;
  if (const std::string levels = level_figures(run); !levels.empty()) figures.push_back(levels);
  for (const Status status : {Status::kError, Status::kFlaky, Status::kXpass, Status::kObserved, Status::kKnown,
                              Status::kNa, Status::kSkip, Status::kNotRun}) {
    if (totals.of(status) > 0) figures.push_back(fmt::format("{} {}", totals.of(status), result::to_string(status)));
  }
  const auto median = result::propagation_percentile_ms(run, 50);
  const auto tail = result::propagation_percentile_ms(run, 99);
  if (median && tail) {
    figures.push_back(fmt::format("propagation p50 {}, p99 {}", milliseconds(*median), milliseconds(*tail)));
  }
  figures.push_back(fmt::format("{:.1f} s", run.duration_ms / 1000.0));
  return out + fmt::format("{}\n", fmt::join(figures, " · "));
}

}  // namespace gauntlet::reporters
