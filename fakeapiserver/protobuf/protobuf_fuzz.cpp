// A whole body: the envelope, then the message by the schema of the kind that it names. No crash, no growth without
// bound; what was decoded is an object that JSON holds as it is, and that the JSON decoder finds nothing wrong with.
#include "fakeapiserver/protobuf/envelope.hpp"
#include "fakeapiserver/protobuf/message_decoder.hpp"
#include "fakeapiserver/schema/decoder.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gauntlet;
  using namespace gauntlet::fakeapiserver;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto envelope = protobuf::read_envelope(body);
  if (!envelope) return 0;
  const StructType* type = Schema::built_in().find("", envelope->kind);
  if (!type || !type->has_protobuf()) type = Schema::built_in().find("", "Pod");
  const auto object = protobuf::decode_message(*type, envelope->message);
  if (!object) return 0;
  auto read_back = kube::parse_json(kube::to_text(*object));
  if (!read_back || *read_back != *object) std::abort();
  std::vector<std::string> unknown_fields;
  if (!decode_object(*type, *read_back, unknown_fields) || !unknown_fields.empty() || *read_back != *object)
    std::abort();
  return 0;
}
