// Objects out of files, as kubectl -f takes them.
#include "foundation/kube/yaml_reader.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::kube {
namespace {

// Generated files may be larger than those which people write.
constexpr std::size_t kMostManifestBytes = 64 * 1024 * 1024;
constexpr std::size_t kMostNodes = 8'000'000;
constexpr std::string_view kListSuffix = "List";

// The objects of a file, and everything that is wrong with it, in its order.
class ManifestReader {
 public:
  void add_document(const YamlNode& node) { add(to_json(node), &node, node.mark, {}); }
  void add_document(Json json) { add(std::move(json), nullptr, {1, 1}, {}); }
  void add_error(Mark mark, std::string_view message) {
    if (!errors_.empty()) errors_ += "; ";
    errors_ += fmt::format("{}:{}: {}", mark.line, mark.column, message);
  }
  base::Result<std::vector<Object>> result() {
    if (!errors_.empty()) return base::Error(base::Reason::kInvalid, std::move(errors_));
    return std::move(objects_);
  }

 private:
  // What the items of an IngressList need not say.
  struct TypeMeta {
    std::string api_version;
    std::string kind;
  };

  void add(Json json, const YamlNode* node, Mark mark, const TypeMeta& of_list);
  void add_items(Json list, const YamlNode* node, Mark mark);

  std::vector<Object> objects_;
  std::string errors_;
};

void ManifestReader::add(Json json, const YamlNode* node, Mark mark, const TypeMeta& of_list) {
  if (!json.is_object()) return add_error(mark, fmt::format("want an object, got {}", json.type_name()));
  if (!of_list.kind.empty() && !json.contains("apiVersion")) json["apiVersion"] = of_list.api_version;
  if (!of_list.kind.empty() && !json.contains("kind")) json["kind"] = of_list.kind;
  for (const std::string_view key : {"apiVersion", "kind"}) {
    if (string_member(json, key).empty()) return add_error(mark, fmt::format("{}: required, a text", key));
  }
  const std::string_view kind = string_member(json, "kind");
  if (kind.size() >= kListSuffix.size() && kind.substr(kind.size() - kListSuffix.size()) == kListSuffix &&
      json.contains("items")) {
    return add_items(std::move(json), node, mark);
  }
  const Json& metadata = member(json, "metadata");
  if (!metadata.is_object()) return add_error(mark, "metadata: required, an object");
  if (string_member(metadata, "name").empty() && string_member(metadata, "generateName").empty()) {
    return add_error(mark, "metadata.name: required, a text");
  }
  objects_.push_back(Object::from_json(std::move(json)));
}

void ManifestReader::add_items(Json list, const YamlNode* node, Mark mark) {
  const std::string_view kind = string_member(list, "kind");
  const TypeMeta of_list{std::string(string_member(list, "apiVersion")),
                         std::string(kind.substr(0, kind.size() - kListSuffix.size()))};  // empty for "List"
  Json& items = list["items"];
  if (items.is_null()) return;
  if (!items.is_array()) return add_error(mark, "items: must be a list");
  const YamlNode* item_nodes = node == nullptr ? nullptr : node->find("items");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const YamlNode* item = item_nodes == nullptr ? nullptr : &item_nodes->items[i];
    add(std::move(items[i]), item, item == nullptr ? mark : item->mark, of_list);
  }
}

}  // namespace

base::Result<std::vector<Object>> read_manifests(std::string_view text) {
  YamlLimits limits;
  limits.bytes = kMostManifestBytes;
  limits.nodes = kMostNodes;
  const YamlStream stream = read_yaml(text, limits);
  ManifestReader reader;
  // JSON is YAML, but for the surrogate pairs that yaml-cpp does not take.
  if (!stream.errors.empty() && stream.errors.back().kind == YamlError::Kind::kSyntax && stream.documents.empty()) {
    auto json = parse_json(text);
    if (json) {
      reader.add_document(std::move(*json));
      return reader.result();
    }
  }
  for (const YamlError& error : stream.errors) reader.add_error(error.mark, error.message);
  for (const YamlNode& document : stream.documents) reader.add_document(document);
  return reader.result();
}

}  // namespace gauntlet::kube
