#include "fakeapiserver/schema/decoder.hpp"

#include "fakeapiserver/schema/duplicate_fields.hpp"
#include "foundation/kube/base64.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <limits>
#include <optional>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

std::string_view json_type(const Json& value) {
  if (value.is_object()) return "object";
  if (value.is_array()) return "array";
  if (value.is_string()) return "string";
  if (value.is_boolean()) return "bool";
  return "number";
}

std::string_view go_type(Shape shape) {
  switch (shape) {
    case Shape::kInt:
      return "int32";
    case Shape::kLong:
      return "int64";
    case Shape::kDouble:
      return "float64";
    case Shape::kBool:
      return "bool";
    case Shape::kBytes:
      return "[]uint8";
    case Shape::kTime:
      return "v1.Time";
    case Shape::kMicroTime:
      return "v1.MicroTime";
    case Shape::kStrings:
      return "[]string";
    default:
      return "string";
  }
}

// As Go prints the type: "v1.IngressRule".
std::string go_name(const StructType& type) {
  return std::string(type.package.substr(type.package.rfind('.') + 1)) + "." + std::string(type.name);
}

bool fits_int32(const Json& value) {
  if (!value.is_number_integer()) return false;
  if (value.is_number_unsigned()) return value.get<std::uint64_t>() <= std::numeric_limits<std::int32_t>::max();
  const auto number = value.get<std::int64_t>();
  return number >= std::numeric_limits<std::int32_t>::min() && number <= std::numeric_limits<std::int32_t>::max();
}

// "2006-01-02T15:04:05" and then a fraction or a zone.
bool looks_like_time(std::string_view text) {
  return text.size() >= 20 && text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' && text[16] == ':';
}

// A MicroTime has six digits behind its seconds, no fewer and no more; in the words of Go's time.Parse.
std::optional<std::string> complain_of_micros(const std::string& text) {
  constexpr std::size_t kPoint = 19;
  constexpr std::size_t kEnd = kPoint + 7;
  const std::size_t end =
      text[kPoint] == '.' ? std::min(text.find_first_not_of("0123456789", kPoint + 1), text.size()) : kPoint;
  if (end == kEnd) return std::nullopt;
  const std::string start =
      "parsing time " + kube::to_text(text) + R"( as "2006-01-02T15:04:05.000000Z07:00": cannot parse )";
  if (end < kEnd) return start + kube::to_text(text.substr(kPoint)) + R"( as ".000000")";
  return start + kube::to_text(text.substr(kEnd)) + R"( as "Z07:00")";
}

// "+02:00" in seconds; 0 for "Z" and for what is no zone.
std::time_t seconds_east(std::string_view zone) {
  const auto digits = [&](std::size_t at) { return (zone[at] - '0') * 10 + (zone[at + 1] - '0'); };
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-')) return 0;
  const std::time_t seconds = digits(1) * 3600 + digits(4) * 60;
  return zone[0] == '-' ? -seconds : seconds;
}

// In UTC, in whole seconds (Time) or with exactly six digits of fraction (MicroTime), however the client writes it.
std::string normal_time(Shape shape, const std::string& text) {
  std::tm parts{};
  if (::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts) == nullptr) return text;
  std::string fraction;
  std::size_t at = 19;
  if (text[at] == '.') {
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) fraction += text[at];
  }
  fraction.resize(6, '0');
  const std::time_t seconds = ::timegm(&parts) - seconds_east(std::string_view(text).substr(at));
  ::gmtime_r(&seconds, &parts);
  // strftime writes a year before 1000 without its zeros.
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                     parts.tm_hour, parts.tm_min, parts.tm_sec, shape == Shape::kMicroTime ? "." + fraction : "");
}

class ObjectDecoder {
 public:
  explicit ObjectDecoder(std::vector<std::string>& unknown_fields) : unknown_fields_(unknown_fields) {}

  base::Result<void> decode(const StructType& type, Json& json, const std::string& path) {
    decode_struct(type, json, path);
    if (error_) return *error_;
    return {};
  }

 private:
  static std::string join(const std::string& path, std::string_view name) {
    return path.empty() ? std::string(name) : path + "." + std::string(name);
  }

  void wrong_type(const Json& value, const StructType& in, const std::string& path, std::string_view wanted) {
    if (error_) return;
    std::string what(json_type(value));
    if (value.is_number() && !value.is_number_integer()) what += " " + kube::to_text(value);
    error_ = base::Error(base::Reason::kBadRequest, "json: cannot unmarshal " + what + " into Go struct field " +
                                                        std::string(in.name) + "." + path + " of type " +
                                                        std::string(wanted));
  }

  void decode_struct(const StructType& type, Json& json, const std::string& path) {
    const bool top = path.empty();
    for (auto entry = json.begin(); entry != json.end() && !error_;) {
      const FieldType* field = type.find(entry.key());
      if (!field && top && (entry.key() == "kind" || entry.key() == "apiVersion")) {
        ++entry;
        continue;
      }
      const std::string field_path = join(path, entry.key());
      if (!field && unknown_fields_.size() < kMostFieldComplaints) unknown_fields_.push_back(field_path);
      if (!field || entry->is_null()) {
        entry = json.erase(entry);
        continue;
      }
      decode_field(type, *field, *entry, field_path);
      entry = !error_ && is_dropped(*field, *entry) ? json.erase(entry) : std::next(entry);
    }
    // Go writes structs that are values even if they are empty: spec, status, status.loadBalancer.
    for (const FieldType& field : type.fields) {
      if (error_ || field.shape != Shape::kStruct || field.container != Container::kOne || field.pointer) continue;
      if (json.contains(field.name)) continue;
      Json& added = json[std::string(field.name)] = Json::object();
      decode_struct(*field.type, added, join(path, field.name));
    }
  }

  void decode_field(const StructType& in, const FieldType& field, Json& value, const std::string& path) {
    switch (field.container) {
      case Container::kOne:
        return decode_value(in, field, value, path);
      case Container::kList:
        if (!value.is_array()) return wrong_type(value, in, path, "[]" + element_name(field));
        for (std::size_t i = 0; i < value.size() && !error_; ++i) {
          if (value[i].is_null() && field.shape == Shape::kStruct) value[i] = Json::object();
          decode_value(in, field, value[i],
                       field.shape == Shape::kStruct ? path + "[" + std::to_string(i) + "]" : path);
        }
        return;
      case Container::kMap:
        if (!value.is_object()) return wrong_type(value, in, path, "map[string]" + element_name(field));
        for (auto& [key, one] : value.items()) {
          if (one.is_null() && may_be_null(field.shape)) continue;
          if (one.is_null()) one = field.shape == Shape::kStruct ? Json::object() : Json("");
          if (!error_) decode_value(in, field, one, path);
        }
        return;
    }
  }

  // As a value of a map: the zero time is null in JSON.
  static bool may_be_null(Shape shape) {
    return shape == Shape::kAny || shape == Shape::kTime || shape == Shape::kMicroTime;
  }

  static std::string element_name(const FieldType& field) {
    return field.shape == Shape::kStruct ? go_name(*field.type) : std::string(go_type(field.shape));
  }

  void decode_value(const StructType& in, const FieldType& field, Json& value, const std::string& path) {
    switch (field.shape) {
      case Shape::kAny:
        return;
      case Shape::kStruct:
        if (field.type->choice) return decode_choice(in, field, value, path);
        if (!value.is_object()) return wrong_type(value, in, path, go_name(*field.type));
        return decode_struct(*field.type, value, path);
      case Shape::kString:
        if (!value.is_string()) wrong_type(value, in, path, "string");
        return;
      case Shape::kInt:
        if (!fits_int32(value)) wrong_type(value, in, path, "int32");
        return;
      case Shape::kLong:
        if (!value.is_number_integer()) wrong_type(value, in, path, "int64");
        return;
      case Shape::kDouble:
        if (!value.is_number()) return wrong_type(value, in, path, "float64");
        if (value.is_number_float()) value = make_number(value.get<double>());
        return;
      case Shape::kBool:
        if (!value.is_boolean()) wrong_type(value, in, path, "bool");
        return;
      case Shape::kQuantity:
        if (value.is_number()) value = kube::to_text(value);
        if (!value.is_string()) wrong_type(value, in, path, "resource.Quantity");
        return;
      case Shape::kIntOrString:
        if (!value.is_string() && !fits_int32(value)) wrong_type(value, in, path, "intstr.IntOrString");
        return;
      case Shape::kBytes:
        return decode_bytes(in, value, path);
      case Shape::kStrings:
        if (!value.is_array()) return wrong_type(value, in, path, "[]string");
        for (const Json& one : value) {
          if (!one.is_string()) wrong_type(one, in, path, "string");
        }
        return;
      case Shape::kTime:
      case Shape::kMicroTime:
        return decode_time(in, field, value, path);
    }
  }

  // The field that such a value can be.
  void decode_choice(const StructType& in, const FieldType& field, Json& value, const std::string& path) {
    for (const FieldType& one : field.type->fields) {
      const bool fits = one.container == Container::kList ? value.is_array()
                        : one.shape == Shape::kBool       ? value.is_boolean()
                                                          : value.is_object();
      if (fits) return decode_field(*field.type, one, value, path);
    }
    wrong_type(value, in, path, field.type->name);
  }

  void decode_bytes(const StructType& in, Json& value, const std::string& path) {
    if (!value.is_string()) return wrong_type(value, in, path, "[]uint8");
    // Line breaks are allowed in base64 and vanish when it is decoded.
    const auto bytes = kube::base64_decode(value.get_ref<const std::string&>());
    if (!bytes) {
      error_ = base::Error(base::Reason::kBadRequest, "illegal base64 data in field " + path);
      return;
    }
    value = kube::base64_encode(*bytes);
  }

  void decode_time(const StructType& in, const FieldType& field, Json& value, const std::string& path) {
    if (!value.is_string()) return wrong_type(value, in, path, go_type(field.shape));
    const auto& text = value.get_ref<const std::string&>();
    if (text.empty()) return;
    if (!looks_like_time(text)) {
      error_ = base::Error(base::Reason::kBadRequest, "parsing time " + kube::to_text(value) + " in field " + path +
                                                          ": not of the form 2006-01-02T15:04:05Z07:00");
      return;
    }
    if (auto complaint = field.shape == Shape::kMicroTime ? complain_of_micros(text) : std::nullopt) {
      error_ = base::Error(base::Reason::kBadRequest, std::move(*complaint));
      return;
    }
    value = normal_time(field.shape, text);
  }

  static bool is_dropped(const FieldType& field, const Json& value) {
    if (field.always_written) return false;
    if (field.container != Container::kOne) return value.empty();
    if (field.pointer || field.shape == Shape::kStruct || field.shape == Shape::kAny) return false;
    if (value.is_string()) return value.get_ref<const std::string&>().empty();
    if (value.is_boolean()) return !value.get<bool>();
    return field.shape != Shape::kIntOrString && value.is_number_integer() && value.get<std::int64_t>() == 0;
  }

  std::vector<std::string>& unknown_fields_;
  std::optional<base::Error> error_;
};

}  // namespace

kube::Json make_number(double value) {
  constexpr double kMostExact = 9007199254740992.0;  // 2^53
  if (value == std::trunc(value) && std::abs(value) <= kMostExact) return static_cast<std::int64_t>(value);
  return value;
}

base::Result<void> decode_object(const StructType& type, kube::Json& json, std::vector<std::string>& unknown_fields) {
  if (!json.is_object()) {
    return base::Error(base::Reason::kBadRequest, "json: cannot unmarshal " + std::string(json_type(json)) +
                                                      " into Go value of type " + go_name(type));
  }
  return ObjectDecoder(unknown_fields).decode(type, json, "");
}

}  // namespace gauntlet::fakeapiserver
