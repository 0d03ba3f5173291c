// Writer: messages to bytes, appended to a buffer that leaves in one write.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "foundation/http/message.hpp"

namespace gauntlet::http {

// The whole message with Content-Length (unless the headers have a framing of their own, or the method and status forbid
// a body).
std::string to_bytes(const Request& request);
// `request_method`: HEAD gets the head alone, with the length the body would have.
std::string to_bytes(const Response& response, std::string_view request_method);

void append_status_line(std::string& out, int status, std::string_view reason = {});
void append_field(std::string& out, std::string_view name, std::string_view value);
void append_decimal(std::string& out, std::uint64_t value);
// One chunk with its size line and its CRLF (RFC 9112 7.1); nothing for an empty piece, which would end the body.
void append_chunk(std::string& out, std::string_view data);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";
// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7), cached for the second, per thread.
std::string_view http_date_now();

}  // namespace gauntlet::http
