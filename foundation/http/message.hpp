// Request and Response as plain values that own their bytes: for control paths, checks and reports. Hot paths use
// message_parser.hpp, which owns nothing.
#pragma once

#include "foundation/http/headers.hpp"

#include <string>

namespace gauntlet::http {

struct Request {
  std::string method = "GET";
  std::string target = "/";  // as on the request line
  int minor_version = 1;     // HTTP/1.x
  Headers headers;
  std::string body;
};

struct Response {
  int status = 200;
  std::string reason;  // empty: the standard phrase
  int minor_version = 1;
  Headers headers;
  std::string body;
};

// "Not Found" for 404 (RFC 9110 15); "" for codes that have none.
std::string_view reason_phrase(int status);

}  // namespace gauntlet::http
