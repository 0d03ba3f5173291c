// SourceFile: a YAML file of a case with its lines and nodes, and Place: one node of it, which knows how it is
// underlined. Everything that the reader passes around is a Place, so every problem can be shown where it stands.
#pragma once

#include "foundation/base/result.hpp"
#include "foundation/kube/yaml_reader.hpp"
#include "harness/scenario/position.hpp"
#include "harness/scenario/text_range.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::scenario {

struct SourceFile {
  std::string path;  // as diagnostics name it
  std::vector<std::string> lines;
  kube::YamlStream yaml;
};

SourceFile make_source_file(std::string path, std::string_view text);
// kNotFound if it cannot be read.
base::Result<SourceFile> read_source_file(const std::string& path);

struct Underline {
  Position position;
  int length = 1;
};

struct Member;

// Cheap to copy; the file outlives it.
struct Place {
  const SourceFile* file = nullptr;
  const kube::YamlNode* node = nullptr;

  bool is_null() const { return node->type == kube::YamlNode::Type::kNull; }
  bool is_scalar() const { return node->type == kube::YamlNode::Type::kScalar; }
  bool is_list() const { return node->type == kube::YamlNode::Type::kSequence; }
  bool is_map() const { return node->type == kube::YamlNode::Type::kMapping; }

  std::vector<Place> items() const;     // of a list
  std::vector<Member> members() const;  // of a map
};

// An entry of a map.
struct Member {
  const SourceFile* file = nullptr;
  const kube::YamlNode::Entry* entry = nullptr;

  const std::string& key() const { return entry->key; }
  Place value() const { return {file, &entry->value}; }
};
using Members = std::vector<Member>;

// nullptr if there is none.
const Member* find_member(const Members& members, std::string_view key);

Position position_of(const Place& place);
// The whole value as far as it stands on its first line.
Underline underline(const Place& place);
// A part of a scalar's text; the whole value where that part cannot be found in the line as it is (escapes, folded
// lines).
Underline underline(const Place& place, TextRange part);
Underline underline_key(const Member& member);

}  // namespace gauntlet::scenario
