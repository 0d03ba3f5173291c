// Ownership: how a field of the schema is divided among managers, and how the items of its lists are named. Internal to
// apply.
#pragma once

#include "fakeapiserver/schema/schema.hpp"
#include "foundation/kube/object.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

enum class Ownership { kWhole, kFields, kMap, kKeyedList, kSet };

// `in`: the struct that has the field; nullptr for the members of structs that the schema does not know.
Ownership ownership_of(const StructType* in, const FieldType* field);

std::string field_element(std::string_view name);    // f:name
std::string value_element(const kube::Json& value);  // v:"x"
// k:{"port":80,"protocol":"TCP"}; nullopt where the item has no key (a broken list).
std::optional<std::string> key_element(const FieldType& field, const kube::Json& item);
// The items of a list by their element; of two with the same key the first.
std::vector<std::pair<std::string, const kube::Json*>> items_by_element(const FieldType& field, const kube::Json& list);

}  // namespace gauntlet::fakeapiserver
