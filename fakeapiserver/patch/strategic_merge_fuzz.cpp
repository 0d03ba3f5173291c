// A kind, a document and a patch, a line each: a strategic merge patch is refused, or its result can be read back.
#include "fakeapiserver/patch/strategic_merge.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gauntlet;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto kind_end = text.find('\n');
  const auto document_end = kind_end == std::string_view::npos ? kind_end : text.find('\n', kind_end + 1);
  if (document_end == std::string_view::npos) return 0;
  const auto* const type = fakeapiserver::Schema::built_in().find("", text.substr(0, kind_end));
  const auto document = kube::parse_json(text.substr(kind_end + 1, document_end - kind_end - 1));
  const auto patch = kube::parse_json(text.substr(document_end + 1));
  if (!type || !document || !patch || !document->is_object() || !patch->is_object()) return 0;
  const auto merged = fakeapiserver::apply_strategic_merge(*type, *document, *patch);
  if (merged && !kube::parse_json(kube::to_text(*merged))) std::abort();
  return 0;
}
