// RequestTarget: what a request asks for, out of its target and its Host field together (RFC 9112 3.2 and 3.3).
#pragma once

#include "foundation/base/result.hpp"
#include "foundation/http/message_parser.hpp"
#include "reference_controller/routing/request_host.hpp"

#include <string_view>

namespace gauntlet::reference {

// Views into the head.
struct RequestTarget {
  RequestHost host;                  // what is routed
  std::string_view host_field;       // what the backend is told; empty: nothing (HTTP/1.0)
  std::string_view path;             // what is routed
  std::string_view origin_form;      // what the backend is asked for, "/path?query"
  bool lacks_leading_slash = false;  // an absolute form without path: "/" goes before origin_form
};

// kBadRequest: no Host field, two of them, or one that is none; a target that is none. kMethodNotAllowed: CONNECT,
// which is for proxies that clients choose. A target in absolute form wins over the Host field.
base::Result<RequestTarget> read_request_target(const http::MessageHead& head);

}  // namespace gauntlet::reference
