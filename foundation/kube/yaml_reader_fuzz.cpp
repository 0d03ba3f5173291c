// Any bytes as YAML: no crash, no endless loop, limits held, and every position inside the text.
#include "foundation/kube/yaml_reader.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

using gauntlet::kube::Mark;
using gauntlet::kube::YamlNode;

void require(bool condition) {
  if (!condition) std::abort();
}

std::size_t check_node(const YamlNode& node, int depth_left, int last_line) {
  const auto inside = [last_line](Mark mark) { return mark.line >= 1 && mark.line <= last_line && mark.column >= 1; };
  require(inside(node.mark) && depth_left >= 0);
  std::size_t nodes = 1;
  for (const YamlNode& item : node.items) nodes += check_node(item, depth_left - 1, last_line);
  for (const YamlNode::Entry& entry : node.entries) {
    require(inside(entry.key_mark));
    nodes += check_node(entry.value, depth_left - 1, last_line);
  }
  return nodes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  gauntlet::kube::YamlLimits limits;
  limits.depth = 16;
  limits.nodes = 10'000;
  const auto stream = gauntlet::kube::read_yaml(text, limits);
  const int last_line = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
  std::size_t nodes = 0;
  for (const YamlNode& document : stream.documents) {
    nodes += check_node(document, limits.depth, last_line);
    static_cast<void>(gauntlet::kube::to_text(gauntlet::kube::to_json(document)));
  }
  require(nodes <= limits.nodes);
  static_cast<void>(gauntlet::kube::read_manifests(text));
  return 0;
}
