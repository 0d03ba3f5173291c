#include "fakeapiserver/protobuf/wire_reader.hpp"

#include <vector>

namespace gauntlet::fakeapiserver::protobuf {
namespace {

constexpr std::string_view kUnexpectedEnd = "unexpected EOF";
constexpr int kMostVarintBytes = 10;

}  // namespace

std::nullopt_t WireReader::fail(std::string_view error) {
  error_ = error;
  left_ = {};
  return std::nullopt;
}

std::optional<Record> WireReader::next() {
  if (left_.empty()) return std::nullopt;
  auto record = read_record();
  if (!record) return std::nullopt;
  if (record->type == WireType::kEndGroup) return fail("proto: wiretype end group for non-group");
  if (record->type == WireType::kStartGroup) skip_group(record->number);
  if (!error_.empty()) return std::nullopt;
  return record;
}

std::optional<std::uint64_t> WireReader::next_varint() {
  std::uint64_t value = 0;
  for (int i = 0; i < kMostVarintBytes; ++i) {
    if (left_.empty()) return fail(kUnexpectedEnd);
    const auto byte = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) return value;
  }
  return fail("proto: integer overflow");
}

std::optional<Record> WireReader::read_record() {
  const auto tag = next_varint();
  if (!tag) return std::nullopt;
  Record record;
  // A number has 29 bits; more of them are cut off, as an int32 of Go does it.
  record.number = static_cast<std::uint32_t>(*tag >> 3);
  if (record.number == 0 || record.number > 0x7FFFFFFF) return fail("proto: illegal tag");
  if ((*tag & 7) > static_cast<std::uint64_t>(WireType::kI32)) return fail("proto: illegal wireType");
  record.type = static_cast<WireType>(*tag & 7);
  switch (record.type) {
    case WireType::kVarint: {
      const auto value = next_varint();
      if (!value) return std::nullopt;
      record.varint = *value;
      break;
    }
    case WireType::kI64:
      record.payload = take(8);
      break;
    case WireType::kI32:
      record.payload = take(4);
      break;
    case WireType::kLen: {
      const auto size = next_varint();
      if (!size) return std::nullopt;
      record.payload = take(*size);
      break;
    }
    case WireType::kStartGroup:
    case WireType::kEndGroup:
      break;
  }
  if (!error_.empty()) return std::nullopt;
  return record;
}

std::string_view WireReader::take(std::uint64_t size) {
  if (size > left_.size()) {
    fail(kUnexpectedEnd);
    return {};
  }
  const std::string_view taken = left_.substr(0, size);
  left_.remove_prefix(size);
  return taken;
}

// Groups nest; a stack that is no call stack, so that no message is too deep for it.
void WireReader::skip_group(std::uint32_t number) {
  std::vector<std::uint32_t> open = {number};
  while (!open.empty()) {
    const auto record = read_record();
    if (!record) return;
    if (record->type == WireType::kStartGroup) open.push_back(record->number);
    if (record->type != WireType::kEndGroup) continue;
    if (record->number != open.back()) {
      fail("proto: mismatched end group");
      return;
    }
    open.pop_back();
  }
}

base::Error malformed(std::string_view what) {
  return base::Error(base::Reason::kBadRequest, std::string(what));
}

}  // namespace gauntlet::fakeapiserver::protobuf
