// What the kinds that Ingress tests touch, and their fields, are for, in a sentence each: what kubectl explain shows.
// Written for this program; a kind that is not described has no description, which OpenAPI allows.
#pragma once

#include <string_view>

namespace gauntlet::fakeapiserver {

// `type` as StructType::full_name; `field` empty: the type itself. Empty where nothing is said.
std::string_view find_description(std::string_view type, std::string_view field = {});
// The whole table, for the test that everything in it is about something: "package NAME", "TYPE text", "  FIELD text".
std::string_view description_table();

}  // namespace gauntlet::fakeapiserver
