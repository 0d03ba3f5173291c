// ControllerLog: what a controller says, in bounded memory and in a file of bounded size, so that one which floods its
// log does no harm. The file has the beginning and, after close(), the end; in between it says how much was left out.
#pragma once

#include "harness/launch/controller_process.hpp"

#include <deque>
#include <fstream>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::launch {

struct LogLimits {
  LogLimits() = default;
  std::size_t lines = 2000;         // the newest, in memory
  std::size_t bytes = 1024 * 1024;  // of their texts
  std::size_t file_bytes = 32 * 1024 * 1024;
};

class ControllerLog {
 public:
  // `masks`: regular expressions (ECMAScript) of what tail() shows as "***".
  explicit ControllerLog(const std::vector<std::string>& masks, LogLimits limits = LogLimits());

  // kSystem. Before, and without it, there is no file.
  base::Result<void> open(const std::string& path);
  void add(std::string_view channel, std::string_view text);
  // Writes the end of what did not fit into the file. Later lines are in memory only.
  void close();

  // The newest, at most `count`.
  std::vector<LogLine> tail(std::size_t count) const;
  // The same as one text, for the words of an error.
  std::string tail_text(std::size_t count) const;
  long long line_count() const { return line_count_; }

 private:
  std::string masked(const std::string& text) const;
  void write(const std::string& text);

  std::vector<std::regex> masks_;
  LogLimits limits_;
  std::deque<LogLine> newest_;
  std::size_t newest_bytes_ = 0;
  long long line_count_ = 0;
  std::ofstream file_;
  std::size_t written_ = 0;
  long long last_written_ = 0;  // number of the last line that is in the file
};

}  // namespace gauntlet::launch
