#include "foundation/kube/yaml_reader.hpp"

#include "foundation/kube/utf8.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <unordered_set>

namespace gauntlet::kube {
namespace {

// Ends the reading from within an event; never leaves this file.
struct Stop {
  YamlError error;
};

[[noreturn]] void stop(Mark mark, std::string message, YamlError::Kind kind = YamlError::Kind::kSyntax) {
  throw Stop{{mark, std::move(message), kind}};
}

// yaml-cpp counts from 0, and knows no place for a few errors.
Mark to_mark(const YAML::Mark& mark) {
  return {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
}

struct YamlExtent {
  std::size_t nodes = 1;
  std::size_t bytes = 0;
  int height = 0;
};

YamlExtent extent_of(const YamlNode& node) {
  YamlExtent extent;
  extent.bytes = node.scalar.size();
  const auto add = [&extent](const YamlNode& child, std::size_t key_bytes) {
    const YamlExtent inner = extent_of(child);
    extent.nodes += inner.nodes;
    extent.bytes += inner.bytes + key_bytes;
    extent.height = std::max(extent.height, inner.height);
  };
  for (const YamlNode& item : node.items) add(item, 0);
  for (const YamlNode::Entry& entry : node.entries) add(entry.value, entry.key.size());
  if (node.type == YamlNode::Type::kSequence || node.type == YamlNode::Type::kMapping) ++extent.height;
  return extent;
}

constexpr std::string_view kCoreTags = "tag:yaml.org,2002:";

// Whether the quotes that open a scalar at the front of `text`, behind its anchor and tag, are closed somewhere.
// yaml-cpp 0.7 takes the end of a file for the closing ones where it follows a line end.
bool has_closing_quotes(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  while (!text.empty() && (text.front() == '&' || text.front() == '!')) {
    text.remove_prefix(std::min(text.find_first_of(kBlanks), text.size()));
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  }
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) return true;
  const char quote = text.front();
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool is_escape = quote == '"' ? text[i] == '\\' : text.substr(i, 2) == "''";
    if (is_escape) {
      ++i;
    } else if (text[i] == quote) {
      return true;
    }
  }
  return false;
}

// Builds the nodes of one document after the other.
class NodeBuilder final : public YAML::EventHandler {
 public:
  NodeBuilder(std::string_view text, YamlLimits limits, YamlStream& stream)
      : text_(text), limits_(limits), nodes_left_(limits.nodes), bytes_left_(2 * limits.bytes), stream_(stream) {}

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override;
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  struct Key {
    std::string text;
    Mark mark;
  };
  struct OpenNode {
    YamlNode node;
    YAML::anchor_t anchor;
    std::optional<Key> key;                // whose value comes next
    std::unordered_set<std::string> keys;  // of a mapping, so far
  };

  bool expects_key() const;
  void open(YamlNode::Type type, Mark mark, YAML::anchor_t anchor);
  void close();
  void add(YamlNode node, YAML::anchor_t anchor);
  void take_key(YamlNode node);
  void remember(YAML::anchor_t anchor, const YamlNode& node);
  void charge(const YamlExtent& extent, Mark mark);
  std::string_view text_at(const YAML::Mark& mark) const;

  std::string_view text_;
  YamlLimits limits_;
  std::size_t nodes_left_;
  std::size_t bytes_left_;  // escapes make text longer than it was written, but never twice
  YamlStream& stream_;

  std::vector<OpenNode> open_;
  YamlNode root_;
  std::unordered_map<YAML::anchor_t, YamlNode> anchored_;
  bool first_document_ = true;
};

std::string_view NodeBuilder::text_at(const YAML::Mark& mark) const {
  return mark.pos < 0 ? std::string_view() : text_.substr(std::min(static_cast<std::size_t>(mark.pos), text_.size()));
}

void NodeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  // yaml-cpp takes whatever is left behind a document for another one.
  if (!first_document_ && text_at(mark).substr(0, 3) != "---") {
    stop(to_mark(mark), "does not belong to what stands before; a further document begins with '---'");
  }
  first_document_ = false;
  root_ = YamlNode();
  anchored_.clear();
}

void NodeBuilder::OnDocumentEnd() {
  if (root_.type != YamlNode::Type::kNull) stream_.documents.push_back(std::move(root_));
}

void NodeBuilder::charge(const YamlExtent& extent, Mark mark) {
  if (extent.nodes > nodes_left_ || extent.bytes > bytes_left_) {
    stop(mark,
         fmt::format("too large: more than {} nodes or {} bytes once aliases are expanded", limits_.nodes,
                     2 * limits_.bytes),
         YamlError::Kind::kTooLarge);
  }
  nodes_left_ -= extent.nodes;
  bytes_left_ -= extent.bytes;
}

bool NodeBuilder::expects_key() const {
  return !open_.empty() && open_.back().node.type == YamlNode::Type::kMapping && !open_.back().key;
}

void NodeBuilder::open(YamlNode::Type type, Mark mark, YAML::anchor_t anchor) {
  if (expects_key()) stop(mark, "a key must be a scalar, not a mapping or a sequence");
  if (open_.size() >= static_cast<std::size_t>(limits_.depth)) {
    stop(mark, fmt::format("nested deeper than {}", limits_.depth), YamlError::Kind::kTooLarge);
  }
  charge(YamlExtent(), mark);
  OpenNode& opened = open_.emplace_back();
  opened.node.type = type;
  opened.node.mark = mark;
  opened.anchor = anchor;
}

void NodeBuilder::close() {
  OpenNode closed = std::move(open_.back());
  open_.pop_back();
  remember(closed.anchor, closed.node);
  add(std::move(closed.node), YAML::NullAnchor);
}

void NodeBuilder::remember(YAML::anchor_t anchor, const YamlNode& node) {
  if (anchor == YAML::NullAnchor) return;
  charge(extent_of(node), node.mark);
  anchored_.insert_or_assign(anchor, node);
}

void NodeBuilder::add(YamlNode node, YAML::anchor_t anchor) {
  remember(anchor, node);
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  OpenNode& parent = open_.back();
  if (parent.node.type == YamlNode::Type::kSequence) {
    parent.node.items.push_back(std::move(node));
    return;
  }
  if (!parent.key) return take_key(std::move(node));
  parent.node.entries.push_back({std::move(parent.key->text), parent.key->mark, std::move(node)});
  parent.key.reset();
}

void NodeBuilder::take_key(YamlNode node) {
  if (node.type == YamlNode::Type::kNull) stop(node.mark, "a key is missing");
  if (node.type != YamlNode::Type::kScalar) stop(node.mark, "a key must be a scalar, not a mapping or a sequence");
  if (node.scalar == "<<" && !node.quoted) stop(node.mark, "merge keys (<<) are not part of YAML 1.2");
  OpenNode& parent = open_.back();
  if (!parent.keys.insert(node.scalar).second) {
    stream_.errors.push_back(
        {node.mark, fmt::format("the key \"{}\" is there already", node.scalar), YamlError::Kind::kDuplicateKey});
  }
  parent.key = Key{std::move(node.scalar), node.mark};
}

void NodeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  YamlNode node;
  node.mark = to_mark(mark);
  // A value that is not written gets the mark of what follows; its key is where a reader looks.
  const std::string_view written = text_at(mark);
  const bool is_written = written.substr(0, 1) == "~" || written.substr(0, 1) == "&" ||
                          written.substr(0, 4) == "null" || written.substr(0, 4) == "Null" ||
                          written.substr(0, 4) == "NULL";
  if (!is_written && !open_.empty() && open_.back().key) node.mark = open_.back().key->mark;
  charge(YamlExtent(), node.mark);
  add(std::move(node), anchor);
}

void NodeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto found = anchored_.find(anchor);
  if (found == anchored_.end()) stop(to_mark(mark), "an alias to a node that contains it");
  const YamlExtent extent = extent_of(found->second);
  if (open_.size() + static_cast<std::size_t>(extent.height) > static_cast<std::size_t>(limits_.depth)) {
    stop(to_mark(mark), fmt::format("nested deeper than {}", limits_.depth), YamlError::Kind::kTooLarge);
  }
  charge(extent, to_mark(mark));
  YamlNode node = found->second;
  node.mark = to_mark(mark);
  add(std::move(node), YAML::NullAnchor);
}

void NodeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  YamlNode node;
  node.type = YamlNode::Type::kScalar;
  node.mark = to_mark(mark);
  node.scalar = value;
  if (!has_closing_quotes(text_at(mark))) stop(node.mark, "the quotes are not closed");
  // yaml-cpp's "?" is a plain scalar, its "!" any other.
  node.quoted = tag == "!";
  if (tag != "?" && tag != "!") {
    const std::string_view core = tag.rfind(kCoreTags, 0) == 0 ? std::string_view(tag).substr(kCoreTags.size()) : "";
    const Json plain = to_json(node);
    node.quoted = core == "str";
    const bool fits = node.quoted || (core == "int" && plain.is_number_integer()) ||
                      (core == "float" && plain.is_number()) || (core == "bool" && plain.is_boolean()) ||
                      (core == "null" && plain.is_null());
    if (!fits) stop(node.mark, fmt::format("the tag {} is unknown, or not of this value", tag));
    if (core == "null") node.type = YamlNode::Type::kNull;
  }
  charge(extent_of(node), node.mark);
  add(std::move(node), anchor);
}

void NodeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value /*style*/) {
  if (tag != "?" && tag != "!" && tag != "tag:yaml.org,2002:seq") stop(to_mark(mark), "the tag " + tag + " is unknown");
  open(YamlNode::Type::kSequence, to_mark(mark), anchor);
}

void NodeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value /*style*/) {
  if (tag != "?" && tag != "!" && tag != "tag:yaml.org,2002:map") stop(to_mark(mark), "the tag " + tag + " is unknown");
  open(YamlNode::Type::kMapping, to_mark(mark), anchor);
}

// What yaml-cpp says in its own terms, in those of somebody who wrote the file.
std::string plain_words(const std::string& message) {
  struct Translation {
    std::string_view theirs;
    std::string_view ours;
  };
  using namespace YAML;
  static const std::array kTranslations = {
      Translation{ErrorMsg::END_OF_MAP, "expected a key of the mapping, or its end; is the indentation right?"},
      Translation{ErrorMsg::END_OF_SEQ,
                  "expected an item (\"- \") of the sequence, or its end; is the indentation right?"},
      Translation{ErrorMsg::END_OF_MAP_FLOW, "expected ',' or '}'"},
      Translation{ErrorMsg::END_OF_SEQ_FLOW, "expected ',' or ']'"},
      Translation{ErrorMsg::MAP_VALUE, "a ':' that cannot stand here; put the text in quotes if it belongs to it"},
      Translation{ErrorMsg::MAP_KEY, "a key cannot stand here"},
      Translation{ErrorMsg::BLOCK_ENTRY, "an item (\"- \") cannot stand here"},
      Translation{ErrorMsg::FLOW_END, "a '}' or ']' that closes nothing"},
      Translation{ErrorMsg::EOF_IN_SCALAR, "the quotes are not closed"},
      Translation{ErrorMsg::DOC_IN_SCALAR, "the quotes are not closed before the end of the document"},
      Translation{ErrorMsg::TAB_IN_INDENTATION, "a tab in the indentation; only blanks may stand there"},
      Translation{ErrorMsg::UNKNOWN_TOKEN, "a character that cannot stand here; put the text in quotes"},
      Translation{ErrorMsg::BAD_FILE, "nested too deeply"},
  };
  for (const Translation& translation : kTranslations) {
    if (translation.theirs == message) return std::string(translation.ours);
  }
  return message;
}

Mark mark_of(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto line_break = before.rfind('\n');
  const std::size_t line_begin = line_break == std::string_view::npos ? 0 : line_break + 1;
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1, static_cast<int>(at - line_begin) + 1};
}

// What YAML 1.2 (5.1, 5.2) does not allow in a text, and yaml-cpp would misread: it takes U+0004 for the end.
std::optional<YamlError> find_bad_character(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text.substr(at));
    const auto byte = static_cast<unsigned char>(text[at]);
    if (length == 0) return YamlError{mark_of(text, at), "not UTF-8"};
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) {
      return YamlError{mark_of(text, at), fmt::format("the control character U+{:04X}", byte)};
    }
    at += length;
  }
  return std::nullopt;
}

}  // namespace

YamlStream read_yaml(std::string_view text, YamlLimits limits) {
  YamlStream stream;
  if (text.size() > limits.bytes) {
    stream.errors.push_back(
        {{1, 1}, fmt::format("too large: more than {} bytes", limits.bytes), YamlError::Kind::kTooLarge});
    return stream;
  }
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) text.remove_prefix(kByteOrderMark.size());
  if (auto error = find_bad_character(text)) {
    stream.errors.push_back(std::move(*error));
    return stream;
  }
  NodeBuilder builder(text, limits, stream);
  std::istringstream input{std::string(text)};
  try {
    YAML::Parser parser(input);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop& stopped) {
    stream.errors.push_back(stopped.error);
  } catch (const YAML::Exception& error) {
    stream.errors.push_back({to_mark(error.mark), plain_words(error.msg)});
  }
  return stream;
}

}  // namespace gauntlet::kube
