// Log: one structured line per event, a constant message and key-value fields, to a sink that main chooses.
// Safe to call from every thread; it is the one place with a mutex.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace gauntlet::base {

enum class LogLevel { kDebug, kInfo, kWarn, kError };

class Log {
 public:
  using Field = std::pair<std::string_view, std::string_view>;
  using Sink = std::function<void(std::string_view line)>;  // the line has no newline

  // No sink: nothing is written and nothing is formatted.
  explicit Log(LogLevel threshold = LogLevel::kInfo, Sink sink = nullptr);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  bool enabled(LogLevel level) const { return has_sink_ && level >= threshold_; }
  void write(LogLevel level, std::string_view message, std::initializer_list<Field> fields = {});

 private:
  struct State;
  LogLevel threshold_;
  bool has_sink_;
  std::unique_ptr<State> state_;
};

// logfmt (key=value, quoted where needed) to standard error; control characters are made visible.
Log::Sink standard_error_sink();

}  // namespace gauntlet::base
