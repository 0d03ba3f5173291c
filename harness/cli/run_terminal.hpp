// RunTerminal: what a run shows while it goes on: a line for each finished case, and what is running: on a terminal as
// a last line that moves, elsewhere as a sign of life now and then. One loop.
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/net/awaitable.hpp"
#include "harness/cli/colours.hpp"
#include "harness/result/run_result.hpp"
#include "harness/scenario/scenario.hpp"
#include "reporters/terminal.hpp"

#include <ostream>
#include <string>
#include <vector>

namespace gauntlet::cli {

enum class LiveLine { kOff, kOn };
// A moving line needs a terminal that can go back, and nobody who keeps what it shows.
LiveLine decide_live_line(OutputKind output, const Environment& environment);

class RunTerminal {
 public:
  RunTerminal(std::ostream& out, reporters::TerminalStyle style, LiveLine live, std::size_t case_count);

  // One controller's turn.
  void begin(const result::RunResult& head, std::size_t case_count);
  void case_started(const std::string& id);
  void case_finished(const result::CaseResult& result);
  // Failures in full, the stable closing lines.
  void finish(const result::RunResult& run);

  // Until its task is asked to stop.
  net::Awaitable<void> show_signs_of_life();

 private:
  void print_line(const std::string& line);
  void clear_live_line();
  void draw_live_line();
  std::string running_words(std::size_t most) const;

  std::ostream& out_;
  reporters::TerminalStyle style_;
  LiveLine live_;
  std::size_t case_count_;
  std::size_t done_ = 0;
  int failed_ = 0;
  bool drawn_ = false;
  base::TimePoint began_;
  std::vector<std::string> running_;
};

}  // namespace gauntlet::cli
