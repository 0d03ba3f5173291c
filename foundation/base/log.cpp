#include "foundation/base/log.hpp"

#include "foundation/base/clock.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cstdio>
#include <mutex>

namespace gauntlet::base {

struct Log::State {
  Sink sink;
  std::mutex mutex;
};

namespace {

std::string_view level_name(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarn:
      return "warn";
    case LogLevel::kError:
      return "error";
  }
  return "info";
}

void append_value(std::string& line, std::string_view value) {
  const bool plain = !value.empty() && value.find_first_of(" =\"\\") == std::string_view::npos;
  if (!plain) line += '"';
  for (const char c : value) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      fmt::format_to(std::back_inserter(line), "\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      if (c == '"' || c == '\\') line += '\\';
      line += c;
    }
  }
  if (!plain) line += '"';
}

}  // namespace

Log::Log(LogLevel threshold, Sink sink)
    : threshold_(threshold), has_sink_(sink != nullptr), state_(std::make_unique<State>()) {
  state_->sink = std::move(sink);
}

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view message, std::initializer_list<Field> fields) {
  if (!enabled(level)) return;
  const auto now = std::chrono::floor<std::chrono::milliseconds>(SystemClock().wall_time());
  const auto millis = now.time_since_epoch().count() % 1000;
  std::string line = fmt::format("time={:%Y-%m-%dT%H:%M:%S}.{:03}Z level={} msg=",
                                 fmt::gmtime(std::chrono::system_clock::to_time_t(now)), millis, level_name(level));
  append_value(line, message);
  for (const auto& [key, value] : fields) {
    line += ' ';
    line += key;
    line += '=';
    append_value(line, value);
  }
  const std::lock_guard lock(state_->mutex);
  state_->sink(line);
}

Log::Sink standard_error_sink() {
  return [](std::string_view line) { fmt::print(stderr, "{}\n", line); };
}

}  // namespace gauntlet::base
