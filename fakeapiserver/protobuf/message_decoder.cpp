#include "fakeapiserver/protobuf/message_decoder.hpp"

#include "fakeapiserver/protobuf/value_readers.hpp"
#include "fakeapiserver/protobuf/wire_reader.hpp"
#include "fakeapiserver/schema/decoder.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace gauntlet::fakeapiserver::protobuf {
namespace {

using kube::Json;

constexpr std::uint32_t kMapKey = 1;
constexpr std::uint32_t kMapValue = 2;

bool is_scalar(Shape shape) {
  return shape == Shape::kInt || shape == Shape::kLong || shape == Shape::kBool;
}

const FieldType* find_field(const StructType& type, std::uint32_t outer_number, std::uint32_t number) {
  const auto found = std::find_if(type.fields.begin(), type.fields.end(), [&](const FieldType& field) {
    return field.number == number && field.outer_number == outer_number;
  });
  return found == type.fields.end() ? nullptr : &*found;
}

bool has_inner_fields(const StructType& type, std::uint32_t number) {
  return std::any_of(type.fields.begin(), type.fields.end(),
                     [number](const FieldType& field) { return field.outer_number == number; });
}

// What JSON shows of a choice: a list, else an object, else whether it is true.
Json shown_choice(const StructType& type, Json& fields) {
  Json truth;
  Json object;
  for (const FieldType& field : type.fields) {
    Json& value = fields[std::string(field.name)];
    if (field.container == Container::kList && !value.is_null()) return std::move(value);
    if (field.shape == Shape::kBool) truth = value == Json(true);
    if (field.shape == Shape::kStruct && field.container == Container::kOne) object = std::move(value);
  }
  return object.is_null() ? truth : object;
}

class MessageDecoder {
 public:
  base::Result<Json> decode(const StructType& type, std::string_view message) {
    Json object = Json::object();
    decode_struct(type, 0, message, 0, object);
    if (error_) return *error_;
    return object;
  }

 private:
  void fail(std::string message) {
    if (!error_) error_ = base::Error(base::Reason::kBadRequest, std::move(message));
  }

  bool has_type(const FieldType& field, const Record& record, WireType wanted) {
    if (record.type == wanted) return true;
    fail("proto: wrong wireType = " + std::to_string(static_cast<int>(record.type)) + " for field " +
         std::string(field.name));
    return false;
  }

  bool may_hold_one_more() {
    if (++items_ > kMostItems) fail("more than " + std::to_string(kMostItems) + " items of lists and maps");
    return !error_;
  }

  // `outer_number`: only the fields of that message, which JSON does not show, are in `message`.
  void decode_struct(const StructType& type, std::uint32_t outer_number, std::string_view message, int depth,
                     Json& into) {
    if (depth > kMostDepth) return fail("proto: exceeded the nesting of " + std::to_string(kMostDepth) + " messages");
    WireReader reader(message);
    while (const auto record = reader.next()) {
      if (const FieldType* field = find_field(type, outer_number, record->number)) {
        decode_field(*field, *record, depth, into);
      } else if (outer_number == 0 && has_inner_fields(type, record->number)) {
        if (record->type != WireType::kLen) return fail("proto: wrong wireType for the fields of " + type.full_name());
        decode_struct(type, record->number, record->payload, depth + 1, into);
      }
      if (error_) return;
    }
    if (!reader.error().empty()) fail(std::string(reader.error()));
  }

  void decode_field(const FieldType& field, const Record& record, int depth, Json& into) {
    const std::string name(field.name);
    switch (field.container) {
      case Container::kOne:
        if (field.shape == Shape::kStruct) return decode_member(field, record, depth, into[name]);
        return decode_value(field, record, into[name]);
      case Container::kList:
        return decode_item(field, record, depth, into[name]);
      case Container::kMap:
        return decode_entry(field, record, depth, into[name]);
    }
  }

  // A message that comes in several pieces is merged of them.
  void decode_member(const FieldType& field, const Record& record, int depth, Json& value) {
    if (!has_type(field, record, WireType::kLen)) return;
    if (field.type->choice) {
      Json fields = Json::object();
      decode_struct(*field.type, 0, record.payload, depth + 1, fields);
      value = shown_choice(*field.type, fields);
      return;
    }
    if (value.is_null()) value = Json::object();
    decode_struct(*field.type, 0, record.payload, depth + 1, value);
  }

  void decode_item(const FieldType& field, const Record& record, int depth, Json& list) {
    if (list.is_null()) list = Json::array();
    if (is_scalar(field.shape) && record.type == WireType::kLen) return decode_packed(field, record.payload, list);
    if (!may_hold_one_more()) return;
    Json& item = list.emplace_back();
    if (field.shape == Shape::kStruct) return decode_member(field, record, depth, item);
    decode_value(field, record, item);
  }

  void decode_packed(const FieldType& field, std::string_view packed, Json& list) {
    WireReader reader(packed);
    while (!reader.at_end()) {
      Record one;
      const auto varint = reader.next_varint();
      if (!varint) return fail(std::string(reader.error()));
      one.varint = *varint;
      if (!may_hold_one_more()) return;
      decode_value(field, one, list.emplace_back());
    }
  }

  void decode_entry(const FieldType& field, const Record& record, int depth, Json& map) {
    if (!has_type(field, record, WireType::kLen) || !may_hold_one_more()) return;
    if (map.is_null()) map = Json::object();
    std::string key;
    // What an entry leaves out is empty.
    Record value;
    value.type = is_scalar(field.shape) ? WireType::kVarint : WireType::kLen;
    WireReader reader(record.payload);
    while (const auto part = reader.next()) {
      if (part->number == kMapValue) value = *part;
      if (part->number != kMapKey) continue;
      if (!has_type(field, *part, WireType::kLen)) return;
      key = valid_text(part->payload);
    }
    if (!reader.error().empty()) return fail(std::string(reader.error()));
    Json decoded;
    if (field.shape == Shape::kStruct) {
      decode_member(field, value, depth, decoded);
    } else {
      decode_value(field, value, decoded);
    }
    map[key] = std::move(decoded);
  }

  void decode_value(const FieldType& field, const Record& record, Json& value) {
    if (is_scalar(field.shape)) {
      if (!has_type(field, record, WireType::kVarint)) return;
      value = read_scalar(field.shape, record.varint);
      return;
    }
    if (field.shape == Shape::kDouble) {
      if (has_type(field, record, WireType::kI64)) keep(read_double(record.payload), value);
    } else if (has_type(field, record, WireType::kLen)) {
      keep(read_value(field.shape, record.payload), value);
    }
  }

  void keep(base::Result<Json> read, Json& value) {
    if (!read) return fail(read.error().message());
    value = std::move(*read);
  }

  std::size_t items_ = 0;
  std::optional<base::Error> error_;
};

}  // namespace

base::Result<Json> decode_message(const StructType& type, std::string_view message) {
  auto object = MessageDecoder().decode(type, message);
  if (!object) return object;
  // Go writes fields even if they are empty; what its JSON leaves out is the JSON decoder's to know.
  std::vector<std::string> unknown_fields;
  const auto decoded = decode_object(type, *object, unknown_fields);
  if (!decoded) return decoded.error();
  return object;
}

}  // namespace gauntlet::fakeapiserver::protobuf
