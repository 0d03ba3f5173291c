// Which fields concern one connection only and are not forwarded (RFC 9110 7.6.1): Connection and those that it names,
// and some that always do. Trailers are not forwarded either, so neither are the fields that announce them.
#pragma once

#include "foundation/http/message_parser.hpp"
#include "reference_controller/mutants.hpp"

#include <span>
#include <string_view>

namespace gauntlet::reference {

bool is_hop_by_hop(std::string_view field_name);

// What the Connection fields of a message name besides the usual options.
class ConnectionOptions {
 public:
  explicit ConnectionOptions(std::span<const http::FieldView> fields);
  bool name(std::string_view field_name) const {
    return names_fields_ && is_named(field_name) && !mutant_active(Mutant::kHopByHopFieldsKept);
  }

 private:
  bool is_named(std::string_view field_name) const;

  std::span<const http::FieldView> fields_;
  bool names_fields_ = false;
};

}  // namespace gauntlet::reference
