#include "fakeapiserver/protobuf/value_readers.hpp"

#include "fakeapiserver/protobuf/wire_reader.hpp"
#include "fakeapiserver/schema/decoder.hpp"
#include "foundation/kube/base64.hpp"
#include "foundation/kube/utf8.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <bit>
#include <cassert>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

namespace gauntlet::fakeapiserver::protobuf {
namespace {

using base::Result;
using kube::Json;

// Message, one by one, to `take`, which says whether the record is as it should be.
template <typename Take>
std::optional<base::Error> read_records(std::string_view message, Take take) {
  WireReader reader(message);
  while (const auto record = reader.next()) {
    if (!take(*record)) return malformed("proto: wrong wireType");
  }
  if (!reader.error().empty()) return malformed(reader.error());
  return std::nullopt;
}

// The one field of Quantity, RawExtension, FieldsV1.
Result<std::string_view> read_only_field(std::string_view message) {
  std::string_view payload;
  const auto error = read_records(message, [&](const Record& record) {
    if (record.number != 1) return true;
    payload = record.payload;
    return record.type == WireType::kLen;
  });
  if (error) return *error;
  return payload;
}

Result<Json> read_quantity(std::string_view message) {
  const auto text = read_only_field(message);
  if (!text) return text.error();
  return Json(text->empty() ? "0" : valid_text(*text));
}

Result<Json> read_any(std::string_view message) {
  const auto text = read_only_field(message);
  if (!text) return text.error();
  if (text->empty()) return Json();
  return kube::parse_json(*text);
}

Result<Json> read_strings(std::string_view message) {
  Json list = Json::array();
  const auto error = read_records(message, [&](const Record& record) {
    if (record.number != 1) return true;
    list.push_back(valid_text(record.payload));
    return record.type == WireType::kLen;
  });
  if (error) return *error;
  return list;
}

Result<Json> read_int_or_string(std::string_view message) {
  std::uint64_t type = 0;
  Json number = 0;
  Json text = "";
  const auto error = read_records(message, [&](const Record& record) {
    if (record.number == 1) type = record.varint;
    if (record.number == 2) number = read_scalar(Shape::kInt, record.varint);
    if (record.number == 3) text = valid_text(record.payload);
    if (record.number > 3) return true;
    return record.type == (record.number == 3 ? WireType::kLen : WireType::kVarint);
  });
  if (error) return *error;
  if (type > 1) return malformed("impossible IntOrString.Type");
  return type == 0 ? number : text;
}

Result<Json> read_time(Shape shape, std::string_view message) {
  if (message.empty()) return Json();
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  const auto error = read_records(message, [&](const Record& record) {
    if (record.number == 1) seconds = static_cast<std::int64_t>(record.varint);
    if (record.number == 2) nanos = static_cast<std::int32_t>(record.varint);
    return record.number > 2 || record.type == WireType::kVarint;
  });
  if (error) return *error;
  // A whole number of microseconds, towards zero; then what lies below zero is taken from the seconds.
  std::int32_t micros = shape == Shape::kMicroTime ? nanos / 1000 : 0;
  constexpr std::int32_t kMicrosPerSecond = 1'000'000;
  constexpr std::int64_t kFirstSecond = -62'135'596'800;  // 0001-01-01T00:00:00Z
  constexpr std::int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z
  if (seconds < kFirstSecond || seconds > kLastSecond) return malformed("proto: a time outside of the years 1 to 9999");
  seconds += micros / kMicrosPerSecond;
  micros %= kMicrosPerSecond;
  if (micros < 0) {
    --seconds;
    micros += kMicrosPerSecond;
  }
  const std::chrono::sys_seconds point{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(point);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(point - day);
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 time.hours().count(), time.minutes().count(), time.seconds().count());
  if (shape == Shape::kMicroTime) text += fmt::format(".{:06}", micros);
  return Json(text + "Z");
}

}  // namespace

std::string valid_text(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t length = kube::utf8_length(bytes);
    if (length == 0) {
      text += "\xEF\xBF\xBD";
    } else {
      text += bytes.substr(0, length);
    }
    bytes.remove_prefix(length == 0 ? 1 : length);
  }
  return text;
}

Json read_scalar(Shape shape, std::uint64_t varint) {
  if (shape == Shape::kBool) return varint != 0;
  const auto number = static_cast<std::int64_t>(varint);
  return shape == Shape::kInt ? static_cast<std::int32_t>(number) : number;
}

Result<Json> read_double(std::string_view payload) {
  std::uint64_t bits = 0;
  for (auto byte = payload.rbegin(); byte != payload.rend(); ++byte)
    bits = bits << 8 | static_cast<unsigned char>(*byte);
  const auto value = std::bit_cast<double>(bits);
  if (!std::isfinite(value)) return malformed("json: unsupported value: not a finite number");
  return make_number(value);
}

Result<Json> read_value(Shape shape, std::string_view payload) {
  switch (shape) {
    case Shape::kString:
      return Json(valid_text(payload));
    case Shape::kBytes:
      return Json(kube::base64_encode(payload));
    case Shape::kQuantity:
      return read_quantity(payload);
    case Shape::kIntOrString:
      return read_int_or_string(payload);
    case Shape::kTime:
    case Shape::kMicroTime:
      return read_time(shape, payload);
    case Shape::kStrings:
      return read_strings(payload);
    case Shape::kAny:
      return read_any(payload);
    case Shape::kInt:
    case Shape::kLong:
    case Shape::kDouble:
    case Shape::kBool:
    case Shape::kStruct:
      break;
  }
  assert(false && "not a value that is read here");
  return Json();
}

}  // namespace gauntlet::fakeapiserver::protobuf
