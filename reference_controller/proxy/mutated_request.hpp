// What the mutants that concern single requests do to them.
#pragma once

#include "foundation/http/message_parser.hpp"
#include "reference_controller/proxy/endpoint_picker.hpp"
#include "reference_controller/proxy/own_answer.hpp"
#include "reference_controller/proxy/request_target.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gauntlet::reference {

// The answer of a mutant that does not forward this request.
std::optional<OwnAnswer> refuse_as_mutant(const http::MessageHead& request, const RequestTarget& target,
                                          std::string_view forwarded_lines);

// What the endpoint is told instead; `host` is where a changed Host field is kept.
void mutate_target(RequestTarget& target, BackendEndpoints& endpoints, std::string& host);

}  // namespace gauntlet::reference
