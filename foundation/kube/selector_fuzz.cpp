// Any bytes as label and field selectors: an error or a selector that can be asked.
#include "foundation/kube/selector.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gauntlet;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const kube::Labels labels = {{"app", "web"}, {"example.com/tier", ""}};
  const auto by_label = kube::LabelSelector::parse(text);
  if (by_label.ok() && by_label->selects_everything() && !by_label->matches(labels)) std::abort();
  if (by_label.ok()) static_cast<void>(by_label->matches(labels));
  const auto by_field = kube::FieldSelector::parse(text);
  if (by_field.ok()) {
    static_cast<void>(by_field->matches([](std::string_view field) { return std::string(field); }));
    static_cast<void>(by_field->single_name());
  }
  return 0;
}
