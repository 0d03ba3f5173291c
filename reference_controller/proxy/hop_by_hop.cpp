#include "reference_controller/proxy/hop_by_hop.hpp"

#include "foundation/base/text.hpp"

#include <algorithm>

namespace gauntlet::reference {
namespace {

using base::equals_ignoring_case;

bool is_connection(std::string_view field_name) {
  return field_name.size() == 10 && equals_ignoring_case(field_name, "connection");
}

// True as soon as `test` is for a member of the list.
template <typename Test>
bool any_member(std::string_view list, Test test) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view member = base::trim(list.substr(0, comma));
    if (!member.empty() && test(member)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

// Options that name no field, or one that is never forwarded anyway.
bool is_usual_option(std::string_view option) {
  return equals_ignoring_case(option, "keep-alive") || equals_ignoring_case(option, "close") || is_hop_by_hop(option);
}

}  // namespace

bool is_hop_by_hop(std::string_view field_name) {
  switch (field_name.size()) {
    case 2:
      return equals_ignoring_case(field_name, "te");
    case 7:
      return equals_ignoring_case(field_name, "upgrade") || equals_ignoring_case(field_name, "trailer");
    case 10:
      return equals_ignoring_case(field_name, "connection") || equals_ignoring_case(field_name, "keep-alive");
    case 16:
      return equals_ignoring_case(field_name, "proxy-connection");
    case 17:
      return equals_ignoring_case(field_name, "transfer-encoding");
    case 18:
      return equals_ignoring_case(field_name, "proxy-authenticate");
    case 19:
      return equals_ignoring_case(field_name, "proxy-authorization");
    default:
      return false;
  }
}

ConnectionOptions::ConnectionOptions(std::span<const http::FieldView> fields) : fields_(fields) {
  for (const http::FieldView& field : fields) {
    if (is_connection(field.name)) {
      names_fields_ |= any_member(field.value, [](std::string_view option) { return !is_usual_option(option); });
    }
  }
}

bool ConnectionOptions::is_named(std::string_view field_name) const {
  return std::any_of(fields_.begin(), fields_.end(), [field_name](const http::FieldView& field) {
    return is_connection(field.name) && any_member(field.value, [field_name](std::string_view option) {
             return equals_ignoring_case(option, field_name);
           });
  });
}

}  // namespace gauntlet::reference
