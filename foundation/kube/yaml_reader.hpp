// YAML to JSON with the position of every node; the only file that meets yaml-cpp. YAML 1.2 core schema; duplicate
// keys, merge keys, custom tags, and documents larger or deeper than the limits are errors.
#pragma once

#include "foundation/kube/object.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::kube {

struct Mark {
  int line = 0;    // from 1
  int column = 0;  // from 1, in bytes
  friend auto operator<=>(const Mark&, const Mark&) = default;
};

struct YamlError {
  Mark mark;
  std::string message;  // without position
  enum class Kind { kSyntax, kDuplicateKey, kTooLarge } kind = Kind::kSyntax;
};

// A node with where it stands. Mappings keep their order.
struct YamlNode {
  enum class Type { kNull, kScalar, kSequence, kMapping };
  Type type = Type::kNull;
  Mark mark;                    // of the first character of the value
  std::string scalar;           // the text, whatever its type
  bool quoted = false;          // then it is a string
  std::vector<YamlNode> items;  // kSequence
  struct Entry;
  std::vector<Entry> entries;  // kMapping

  const YamlNode* find(std::string_view key) const;
  const Entry* find_entry(std::string_view key) const;
};
struct YamlNode::Entry {
  std::string key;
  Mark key_mark;
  YamlNode value;
};

struct YamlLimits {
  std::size_t bytes = 4 * 1024 * 1024;
  int depth = 64;
  std::size_t nodes = 1'000'000;  // after aliases are expanded
};

struct YamlStream {
  std::vector<YamlNode> documents;  // empty documents are left out
  std::vector<YamlError> errors;    // at most one syntax error: reading stops there
};
YamlStream read_yaml(std::string_view text, YamlLimits limits = YamlLimits());

// By the core schema: null, booleans true/false, integers, floats, else strings.
Json to_json(const YamlNode& node);

// One YAML or JSON text with one or more objects, as kubectl -f takes them; List kinds are unfolded.
// kInvalid with "line:column: ..." in the message.
base::Result<std::vector<Object>> read_manifests(std::string_view text);

}  // namespace gauntlet::kube
