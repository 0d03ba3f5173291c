#include "harness/launch/controller_log.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace gauntlet::launch {

namespace {

// std::regex recurses once per character.
constexpr std::size_t kLongestMasked = 4096;

}  // namespace

ControllerLog::ControllerLog(const std::vector<std::string>& masks, LogLimits limits) : limits_(limits) {
  for (const std::string& mask : masks) masks_.emplace_back(mask, std::regex::ECMAScript | std::regex::optimize);
}

base::Result<void> ControllerLog::open(const std::string& path) {
  file_.open(path, std::ios::binary | std::ios::trunc);
  if (file_) return base::Result<void>();
  return base::Error(base::Reason::kSystem, fmt::format("cannot write {}: {}", path, std::strerror(errno)));
}

void ControllerLog::add(std::string_view channel, std::string_view text) {
  ++line_count_;
  newest_.push_back({line_count_, base::SystemClock().now(), std::string(channel), std::string(text)});
  newest_bytes_ += text.size();
  while (newest_.size() > limits_.lines || (newest_bytes_ > limits_.bytes && newest_.size() > 1)) {
    newest_bytes_ -= newest_.front().text.size();
    newest_.pop_front();
  }
  const bool is_gap = last_written_ + 1 != line_count_;
  if (is_gap || written_ + text.size() + 1 > limits_.file_bytes) return;
  write(newest_.back().text);
  last_written_ = line_count_;
}

// A full disk costs the file, nothing else.
void ControllerLog::write(const std::string& text) {
  if (!file_.is_open() || !file_) return;
  file_ << text << '\n';
  file_.flush();
  written_ += text.size() + 1;
}

void ControllerLog::close() {
  if (!file_.is_open()) return;
  if (last_written_ < line_count_ && !newest_.empty()) {
    const long long first_kept = std::max(newest_.front().number, last_written_ + 1);
    write(fmt::format("[gauntlet: {} lines left out]", first_kept - last_written_ - 1));
    for (const LogLine& line : newest_) {
      if (line.number >= first_kept) write(line.text);
    }
  }
  file_.close();
}

std::string ControllerLog::masked(const std::string& text) const {
  if (masks_.empty()) return text;
  std::string shown = text.substr(0, kLongestMasked);
  for (const std::regex& mask : masks_) shown = std::regex_replace(shown, mask, "***");
  return shown;
}

std::vector<LogLine> ControllerLog::tail(std::size_t count) const {
  const auto begin = newest_.end() - static_cast<std::ptrdiff_t>(std::min(count, newest_.size()));
  std::vector<LogLine> lines(begin, newest_.end());
  for (LogLine& line : lines) line.text = masked(line.text);
  return lines;
}

std::string ControllerLog::tail_text(std::size_t count) const {
  std::string text;
  for (const LogLine& line : tail(count)) text += (text.empty() ? "" : "\n") + line.text;
  return text;
}

}  // namespace gauntlet::launch
