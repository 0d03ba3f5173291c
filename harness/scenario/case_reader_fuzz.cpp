// Whatever stands in a case file: the reader answers with diagnostics, and they can be shown.
#include "harness/scenario/case_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gauntlet::scenario;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const CaseSet set = read_case_text("fuzz.yaml", text, {"tls"}, placeholder_bindings());
  format_diagnostics(set);
  return 0;
}
