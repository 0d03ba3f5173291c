#include "fakeapiserver/protobuf/envelope.hpp"

#include "fakeapiserver/protobuf/wire_reader.hpp"

#include <string>

namespace gauntlet::fakeapiserver::protobuf {
namespace {

constexpr std::string_view kPrefix("k8s\0", 4);

// runtime.Unknown
constexpr std::uint32_t kTypeMeta = 1;
constexpr std::uint32_t kRaw = 2;
constexpr std::uint32_t kContentType = 4;  // 3 and 4 are strings for other uses of the message

// runtime.TypeMeta
constexpr std::uint32_t kApiVersion = 1;
constexpr std::uint32_t kKind = 2;

base::Result<void> read_type_meta(std::string_view message, Envelope& envelope) {
  WireReader reader(message);
  while (const auto record = reader.next()) {
    if (record->number > kKind) continue;
    if (record->type != WireType::kLen) return malformed("proto: wrong wireType in TypeMeta");
    (record->number == kApiVersion ? envelope.api_version : envelope.kind) = record->payload;
  }
  if (!reader.error().empty()) return malformed(reader.error());
  return {};
}

}  // namespace

base::Result<Envelope> read_envelope(std::string_view body) {
  if (!body.starts_with(kPrefix)) {
    return malformed("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
  }
  if (body.size() == kPrefix.size()) return malformed("empty body");
  Envelope envelope;
  WireReader reader(body.substr(kPrefix.size()));
  while (const auto record = reader.next()) {
    if (record->number > kContentType) continue;
    if (record->type != WireType::kLen) return malformed("proto: wrong wireType in Unknown");
    if (record->number == kRaw) envelope.message = record->payload;
    if (record->number != kTypeMeta) continue;
    const auto read = read_type_meta(record->payload, envelope);
    if (!read) return read.error();
  }
  if (!reader.error().empty()) return malformed(reader.error());
  return envelope;
}

}  // namespace gauntlet::fakeapiserver::protobuf
