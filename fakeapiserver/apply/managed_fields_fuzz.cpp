// Any JSON as metadata.managedFields, which clients may write: what can be read is the same when written and read
// again.
#include "fakeapiserver/apply/managed_fields.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gauntlet;
  using fakeapiserver::ManagedFields;
  const auto json = kube::parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const kube::Json written = ManagedFields::read(*json).to_json();
  const ManagedFields again = ManagedFields::read(written);
  if (again.to_json() != written) std::abort();
  for (const auto& entry : again.entries()) static_cast<void>(path_texts(entry.fields));
  return 0;
}
