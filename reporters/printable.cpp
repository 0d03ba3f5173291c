#include "reporters/printable.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::reporters {

namespace {

constexpr std::string_view kAzureCommand = "##vso[";

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;  // 0: invalid UTF-8
};

// RFC 3629 section 4: shortest forms only, no surrogates, up to U+10FFFF.
CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length == 0 || lead > 0xf4 || text.size() < length) return {};
  char32_t value = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    value = (value << 6) | (byte(i) & 0x3fU);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return {};
  return {value, length};
}

// The length of an escape sequence (ECMA-48 CSI or OSC) at the beginning of `text`, 0 if there is none.
std::size_t escape_sequence_length(std::string_view text) {
  if (text.size() < 2 || text[0] != '\x1b') return 0;
  if (text[1] == '[') {
    std::size_t i = 2;
    while (i < text.size() && (text[i] < '@' || text[i] > '~')) ++i;
    return i < text.size() ? i + 1 : 0;
  }
  if (text[1] == ']') {
    const auto end = text.find('\x07', 2);
    return end == std::string_view::npos ? 0 : end + 1;
  }
  return 0;
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    if (const std::size_t escape = escape_sequence_length(text); escape > 0) {
      text.remove_prefix(escape);
      continue;
    }
    const CodePoint point = decode(text);
    if (point.length == 0) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text[0]));
      text.remove_prefix(1);
      continue;
    }
    const char32_t c = point.value;
    if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0)) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned>(c));
    } else if (c == 0xfffe || c == 0xffff) {
      fmt::format_to(std::back_inserter(out), "\\u{{{:x}}}", static_cast<unsigned>(c));
    } else {
      out += text.substr(0, point.length);
    }
    text.remove_prefix(point.length);
  }
  return out;
}

std::string capped(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  std::size_t head = limit / 2;
  std::size_t tail_start = text.size() - limit / 2;
  while (head > 0 && is_continuation(text[head])) --head;
  while (tail_start < text.size() && is_continuation(text[tail_start])) ++tail_start;
  return fmt::format("{}\n[... {} bytes left out ...]\n{}", text.substr(0, head), tail_start - head,
                     text.substr(tail_start));
}

std::string_view tail(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  std::size_t begin = text.size() - limit;
  while (begin < text.size() && is_continuation(text[begin])) ++begin;
  return text.substr(begin);
}

std::string one_line(std::string_view text, std::size_t limit) {
  std::string line(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::replace(line.begin(), line.end(), '\t', ' ');
  if (line.size() <= limit) return line;
  std::size_t end = limit > 3 ? limit - 3 : 0;
  while (end > 0 && is_continuation(line[end])) --end;
  return line.substr(0, end) + "...";
}

std::string without_commands(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool at_start = true;  // of a line, but for blanks
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    const bool is_command = at_start && (rest.substr(0, 2) == "::" || rest.substr(0, 2) == "##");
    if (is_command) out += "| ";
    if (rest.substr(0, kAzureCommand.size()) == kAzureCommand) {
      out += "# #vso[";
      i += kAzureCommand.size() - 1;
      at_start = false;
      continue;
    }
    out += text[i];
    at_start = text[i] == '\n' || (at_start && (text[i] == ' ' || text[i] == '\t'));
  }
  return out;
}

}  // namespace gauntlet::reporters
