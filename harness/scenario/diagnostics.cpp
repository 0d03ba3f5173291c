#include "harness/scenario/diagnostics.hpp"

#include "harness/scenario/case_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace gauntlet::scenario {

namespace {

constexpr std::size_t kMostShown = 50;
constexpr std::size_t kLongestLine = 240;  // of source text; a case with a longer one is shown cut

auto sort_key(const Diagnostic& diagnostic) {
  return std::tie(diagnostic.position, diagnostic.severity, diagnostic.code, diagnostic.message, diagnostic.length);
}

// What a terminal would act upon is shown as '?'; a tab keeps its column as one blank.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += c == '\t' ? ' ' : byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  return out;
}

// Characters, not bytes: UTF-8 continuation bytes take no column.
std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// The next place at or behind `at` where a character begins.
std::size_t character_start(std::string_view text, std::size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) ++at;
  return std::min(at, text.size());
}

std::string source_block(const Diagnostic& diagnostic, std::string_view line) {
  const auto before = std::min(static_cast<std::size_t>(std::max(diagnostic.position.column - 1, 0)), line.size());
  const std::size_t length = std::min(static_cast<std::size_t>(diagnostic.length), line.size() - before);
  // A window of the line that begins near the place, so that a very long line stays readable.
  const std::size_t window = before + length > kLongestLine ? before - std::min<std::size_t>(before, 40) : 0;
  const std::size_t skipped = std::min(character_start(line, window), before);
  const std::string_view shown = line.substr(skipped, character_start(line, skipped + kLongestLine) - skipped);
  const std::size_t pad = columns_of(line.substr(skipped, before - skipped));
  const std::size_t room = shown.size() - std::min(before - skipped, shown.size());
  const std::size_t width = std::max<std::size_t>(1, columns_of(line.substr(before, std::min(length, room))));
  std::string text = fmt::format("{:>5} | {}\n", diagnostic.position.line, printable(shown));
  text += fmt::format("      | {}^{}{}{}\n", std::string(pad, ' '), std::string(width - 1, '~'),
                      diagnostic.hint.empty() ? "" : " ", diagnostic.hint);
  return text;
}

std::string plural(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

void Diagnostics::error(std::string_view code, const Underline& where, std::string message, std::string hint) {
  ++error_count_;
  entries_.push_back(
      {where.position, where.length, Severity::kError, std::string(code), std::move(message), std::move(hint)});
}

void Diagnostics::warning(std::string_view code, const Underline& where, std::string message, std::string hint) {
  entries_.push_back(
      {where.position, where.length, Severity::kWarning, std::string(code), std::move(message), std::move(hint)});
}

std::vector<Diagnostic> Diagnostics::take_sorted() {
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return sort_key(a) < sort_key(b); });
  const auto end = std::unique(entries_.begin(), entries_.end(),
                               [](const Diagnostic& a, const Diagnostic& b) { return sort_key(a) == sort_key(b); });
  entries_.erase(end, entries_.end());
  return std::move(entries_);
}

bool CaseSet::has_errors() const {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::kError; });
}

std::string format_diagnostic(const Diagnostic& diagnostic, const CaseSet& cases) {
  const Position& position = diagnostic.position;
  const std::string_view severity = diagnostic.severity == Severity::kError ? "error" : "warning";
  std::string text;
  if (position.line > 0) {
    text = fmt::format("{}:{}:{}: {}: {} [{}]\n", position.file, position.line, position.column, severity,
                       printable(diagnostic.message), diagnostic.code);
  } else {
    text = fmt::format("{}: {}: {} [{}]\n", position.file, severity, printable(diagnostic.message), diagnostic.code);
  }
  const auto file = cases.source_lines.find(position.file);
  const auto line = static_cast<std::size_t>(std::max(position.line, 0));
  if (file != cases.source_lines.end() && line >= 1 && line <= file->second.size()) {
    Diagnostic shown = diagnostic;
    shown.hint = printable(diagnostic.hint);
    text += source_block(shown, file->second[line - 1]);
  } else if (!diagnostic.hint.empty()) {
    text += fmt::format("      | {}\n", printable(diagnostic.hint));
  }
  return text;
}

std::string format_diagnostics(const CaseSet& cases) {
  std::string text;
  std::set<std::string> files;
  std::size_t errors = 0;
  for (std::size_t i = 0; i < cases.diagnostics.size(); ++i) {
    const Diagnostic& diagnostic = cases.diagnostics[i];
    files.insert(diagnostic.position.file);
    errors += diagnostic.severity == Severity::kError ? 1 : 0;
    if (i < kMostShown) text += format_diagnostic(diagnostic, cases) + "\n";
  }
  if (cases.diagnostics.empty()) {
    return fmt::format("{} in {}, no problems\n", plural(cases.scenarios.size(), "case"),
                       plural(static_cast<std::size_t>(cases.file_count), "file"));
  }
  if (cases.diagnostics.size() > kMostShown) {
    text += fmt::format("... and {} more\n\n", cases.diagnostics.size() - kMostShown);
  }
  text += fmt::format("{}, {}, {}.\n", plural(files.size(), "file"), plural(errors, "error"),
                      plural(cases.diagnostics.size() - errors, "warning"));
  return text;
}

}  // namespace gauntlet::scenario
