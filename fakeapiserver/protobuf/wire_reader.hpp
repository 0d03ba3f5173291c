// WireReader: the records of one protobuf message, one by one, without knowing what they mean
// (protobuf.dev/programming-guides/encoding). Looks into the bytes and copies nothing; whatever they are, it ends.
#pragma once

#include "foundation/base/error.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gauntlet::fakeapiserver::protobuf {

// The numbers are those of the encoding.
enum class WireType : std::uint8_t { kVarint = 0, kI64 = 1, kLen = 2, kStartGroup = 3, kEndGroup = 4, kI32 = 5 };

struct Record {
  std::uint32_t number = 0;
  WireType type = WireType::kVarint;
  std::uint64_t varint = 0;  // kVarint
  std::string_view payload;  // kLen, kI64 and kI32
};

class WireReader {
 public:
  explicit WireReader(std::string_view message) : left_(message) {}

  // nullopt: the message has ended, or is broken: see error(). A group comes as one record, from its start to its end.
  std::optional<Record> next();
  // Empty: nothing was wrong so far. Words of the decoders that Kubernetes generates.
  std::string_view error() const { return error_; }

  // The numbers of a packed list.
  std::optional<std::uint64_t> next_varint();
  bool at_end() const { return left_.empty(); }

 private:
  std::optional<Record> read_record();
  void skip_group(std::uint32_t number);
  std::string_view take(std::uint64_t size);
  std::nullopt_t fail(std::string_view error);

  std::string_view left_;
  std::string_view error_;
};

base::Error malformed(std::string_view what);  // kBadRequest

}  // namespace gauntlet::fakeapiserver::protobuf
