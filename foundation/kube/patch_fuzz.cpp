// A document on the first line, a patch behind it, both kinds of patches: no crash, no growth without bound; a merge
// patch applied twice does what it does once, and a result can be read back.
#include "foundation/kube/patch.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gauntlet;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line_end = text.find('\n');
  if (line_end == std::string_view::npos) return 0;
  const auto document = kube::parse_json(text.substr(0, line_end));
  const auto patch = kube::parse_json(text.substr(line_end + 1));
  if (!document || !patch) return 0;
  const kube::Json merged = kube::apply_merge_patch(*document, *patch);
  if (kube::apply_merge_patch(merged, *patch) != merged) std::abort();
  const auto patched = kube::apply_json_patch(*document, *patch);
  if (patched && !kube::parse_json(kube::to_text(*patched))) std::abort();
  return 0;
}
