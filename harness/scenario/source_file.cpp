#include "harness/scenario/source_file.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace gauntlet::scenario {

namespace {

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.emplace_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

// The line from the mark on; empty if the mark is outside.
std::string_view text_at(const SourceFile& file, const kube::Mark& mark) {
  if (mark.line < 1 || static_cast<std::size_t>(mark.line) > file.lines.size() || mark.column < 1) return {};
  const std::string_view line = file.lines[static_cast<std::size_t>(mark.line) - 1];
  const auto column = static_cast<std::size_t>(mark.column) - 1;
  return column < line.size() ? line.substr(column) : std::string_view();
}

Underline make_underline(const SourceFile& file, const kube::Mark& mark, std::size_t offset, std::size_t length) {
  Underline underline;
  underline.position = {file.path, mark.line, mark.column + static_cast<int>(offset)};
  underline.length = length == 0 ? 1 : static_cast<int>(length);
  return underline;
}

// From an opening quotation mark to its partner, both included; to the end of the line if it stands further down.
std::size_t quoted_length(std::string_view rest) {
  const char quote = rest.front();
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (quote == '"' && rest[i] == '\\') {
      ++i;
    } else if (rest[i] == quote) {
      if (quote != '\'' || i + 1 >= rest.size() || rest[i + 1] != '\'') return i + 1;
      ++i;  // '' is a quotation mark inside
    }
  }
  return rest.size();
}

bool begins_with_quote(std::string_view rest) {
  return !rest.empty() && (rest.front() == '"' || rest.front() == '\'');
}

std::size_t length_of_scalar(std::string_view rest, const kube::YamlNode& node) {
  if (rest.empty()) return 1;
  if (node.quoted && begins_with_quote(rest)) return quoted_length(rest);
  if (rest.substr(0, node.scalar.size()) == node.scalar) return node.scalar.size();
  const std::size_t end = rest.find_last_not_of(" \t");
  return end == std::string_view::npos ? 1 : end + 1;
}

}  // namespace

SourceFile make_source_file(std::string path, std::string_view text) {
  SourceFile file;
  file.path = std::move(path);
  // The byte order mark takes no column.
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  const bool has_mark = text.substr(0, kByteOrderMark.size()) == kByteOrderMark;
  file.lines = split_lines(has_mark ? text.substr(kByteOrderMark.size()) : text);
  file.yaml = kube::read_yaml(text);
  return file;
}

base::Result<SourceFile> read_source_file(const std::string& path) {
  std::error_code error;
  // Nothing that blocks or never ends.
  if (!std::filesystem::is_regular_file(path, error))
    return base::Error(base::Reason::kNotFound, "cannot read " + path);
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return base::Error(base::Reason::kNotFound, "cannot read " + path);
  std::ostringstream text;
  text << stream.rdbuf();
  return make_source_file(path, text.str());
}

std::vector<Place> Place::items() const {
  std::vector<Place> places;
  places.reserve(node->items.size());
  for (const kube::YamlNode& item : node->items) places.push_back({file, &item});
  return places;
}

std::vector<Member> Place::members() const {
  std::vector<Member> members;
  members.reserve(node->entries.size());
  for (const kube::YamlNode::Entry& entry : node->entries) members.push_back({file, &entry});
  return members;
}

const Member* find_member(const Members& members, std::string_view key) {
  for (const Member& member : members) {
    if (member.key() == key) return &member;
  }
  return nullptr;
}

Position position_of(const Place& place) {
  return {place.file->path, place.node->mark.line, place.node->mark.column};
}

Underline underline(const Place& place) {
  const std::string_view rest = text_at(*place.file, place.node->mark);
  std::size_t length = 1;
  if (place.is_scalar()) length = length_of_scalar(rest, *place.node);
  // A value that is not written stands where its key does.
  if (place.is_null()) length = std::min(rest.find_first_of(" \t:,}]"), rest.size());
  return make_underline(*place.file, place.node->mark, 0, length);
}

Underline underline(const Place& place, TextRange part) {
  const std::string_view rest = text_at(*place.file, place.node->mark);
  const std::string_view scalar = place.node->scalar;
  const std::size_t quote = place.node->quoted && begins_with_quote(rest) ? 1 : 0;
  const std::size_t end = part.end();
  // Up to the end of the part, the line has to be what the scalar is.
  const bool verbatim =
      end <= scalar.size() && quote + end <= rest.size() && rest.substr(quote, end) == scalar.substr(0, end);
  if (!place.is_scalar() || !verbatim) return underline(place);
  return make_underline(*place.file, place.node->mark, quote + part.offset, part.length);
}

Underline underline_key(const Member& member) {
  const std::string_view rest = text_at(*member.file, member.entry->key_mark);
  const std::size_t length = begins_with_quote(rest) ? quoted_length(rest) : member.key().size();
  return make_underline(*member.file, member.entry->key_mark, 0, length);
}

}  // namespace gauntlet::scenario
