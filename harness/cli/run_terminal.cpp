#include "harness/cli/run_terminal.hpp"

#include "foundation/net/timer.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>

namespace gauntlet::cli {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration kHeartbeat = 30s;
constexpr base::Duration kRedraw = 500ms;
constexpr std::size_t kMostNamed = 4;
constexpr std::size_t kLiveWidth = 100;
constexpr std::size_t kBarWidth = 20;

}  // namespace

LiveLine decide_live_line(OutputKind output, const Environment& environment) {
  const bool moves = output == OutputKind::kTerminal && environment("CI").empty() && environment("TERM") != "dumb";
  return moves ? LiveLine::kOn : LiveLine::kOff;
}

RunTerminal::RunTerminal(std::ostream& out, reporters::TerminalStyle style, LiveLine live, std::size_t case_count)
    : out_(out), style_(style), live_(live), case_count_(case_count), began_(base::SystemClock().now()) {}

void RunTerminal::begin(const result::RunResult& head, std::size_t case_count) {
  print_line(reporters::header_line(head, case_count));
}

void RunTerminal::case_started(const std::string& id) {
  // A case that failed in company starts again alone.
  if (std::find(running_.begin(), running_.end(), id) == running_.end()) running_.push_back(id);
  draw_live_line();
}

void RunTerminal::case_finished(const result::CaseResult& result) {
  ++done_;
  if (result::tally_of(result.status) == result::Tally::kFailed) ++failed_;
  running_.erase(std::remove(running_.begin(), running_.end(), result.full_id()), running_.end());
  // What was never begun is counted at the end.
  const bool unworthy = result.status == result::Status::kNotRun && style_.verbosity != reporters::Verbosity::kVerbose;
  const std::string line = unworthy ? std::string() : reporters::case_line(result, style_);
  if (!line.empty()) print_line(line);
  if (const std::string checks = reporters::check_lines(result, style_); !checks.empty()) {
    clear_live_line();
    out_ << checks;
  }
  draw_live_line();
}

void RunTerminal::finish(const result::RunResult& run) {
  clear_live_line();
  fmt::print(out_, "\n{}", reporters::closing_text(run, style_));
  out_.flush();
}

net::Awaitable<void> RunTerminal::show_signs_of_life() {
  for (;;) {
    const base::Duration pause = live_ == LiveLine::kOn ? kRedraw : kHeartbeat;
    const auto waited = co_await net::wait_for(pause);
    if (!waited) co_return;
    if (live_ == LiveLine::kOn) {
      draw_live_line();
      continue;
    }
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(base::SystemClock().now() - began_);
    print_line(fmt::format("...     {}s {}/{} done{}", seconds.count(), done_, case_count_, running_words(kMostNamed)));
  }
}

void RunTerminal::print_line(const std::string& line) {
  clear_live_line();
  fmt::print(out_, "{}\n", line);
  out_.flush();
}

void RunTerminal::clear_live_line() {
  if (!drawn_) return;
  out_ << "\r\x1b[K";
  drawn_ = false;
}

void RunTerminal::draw_live_line() {
  if (live_ == LiveLine::kOff || style_.verbosity == reporters::Verbosity::kQuiet) return;
  clear_live_line();
  const std::size_t filled = case_count_ == 0 ? kBarWidth : kBarWidth * std::min(done_, case_count_) / case_count_;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(base::SystemClock().now() - began_).count();
  std::string line =
      fmt::format("[{}{}] {}/{}  {} failed  {}:{:02}{}", std::string(filled, '#'), std::string(kBarWidth - filled, '-'),
                  done_, case_count_, failed_, seconds / 60, seconds % 60, running_words(kMostNamed));
  if (line.size() > kLiveWidth) line.resize(kLiveWidth);
  out_ << line;
  out_.flush();
  drawn_ = true;
}

std::string RunTerminal::running_words(std::size_t most) const {
  if (running_.empty()) return {};
  const auto shown = static_cast<std::ptrdiff_t>(std::min(running_.size(), most));
  std::string words = fmt::format(", running: {}", fmt::join(running_.begin(), running_.begin() + shown, ", "));
  if (running_.size() > most) words += fmt::format(" and {} more", running_.size() - most);
  return words;
}

}  // namespace gauntlet::cli
