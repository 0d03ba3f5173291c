// Writer: messages to bytes, appended to a buffer that leaves in one write.
#pragma once

#include "foundation/http/message.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace gauntlet::http {

// The whole message with Content-Length (unless the headers have a framing of their own, or the method and status
// forbid a body).
std::string to_bytes(const Request& request);
// `request_method`: HEAD gets the head alone, with the length the body would have.
std::string to_bytes(const Response& response, std::string_view request_method);

// Whether such an answer has a body at all (RFC 9112 6.3: HEAD, 1xx, 204, 304, CONNECT that succeeded).
bool allows_body(int status, std::string_view request_method);
// The head of to_bytes(response, request_method), for a body that leaves without being copied.
void append_head(std::string& out, const Response& response, std::string_view request_method);

void append_status_line(std::string& out, int status, std::string_view reason = {});
// As they are, without the empty line behind them; CR, LF and NUL become blanks, as in to_bytes and append_head.
void append_fields(std::string& out, const Headers& headers);
// As they are: neither may hold CR, LF or NUL.
void append_field(std::string& out, std::string_view name, std::string_view value);
void append_decimal(std::string& out, std::uint64_t value);
// One chunk with its size line and its CRLF (RFC 9112 7.1); nothing for an empty piece, which would end the body.
void append_chunk(std::string& out, std::string_view data);
// The size line alone, for data that leaves in pieces of its own.
void append_chunk_size(std::string& out, std::uint64_t size);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";
// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7), cached for the second, per thread.
std::string_view http_date_now();

}  // namespace gauntlet::http
