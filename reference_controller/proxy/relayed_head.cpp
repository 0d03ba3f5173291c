#include "reference_controller/proxy/relayed_head.hpp"

#include "foundation/base/text.hpp"
#include "foundation/http/writer.hpp"
#include "reference_controller/mutants.hpp"
#include "reference_controller/proxy/hop_by_hop.hpp"

#include <fmt/format.h>

#include <charconv>

namespace gauntlet::reference {
namespace {

using base::equals_ignoring_case;
using http::BodyFraming;

constexpr std::string_view kLineEnd = "\r\n";
constexpr unsigned kMostHops = 1000;

// In one piece with the colon and the blanks as they came: both are views into the same line.
void append_line(std::string& out, const http::FieldView& field) {
  if (field.value.empty()) {
    out.append(field.name).append(":").append(kLineEnd);
    return;
  }
  const char* const end = field.value.data() + field.value.size();
  out.append(field.name.data(), end).append(kLineEnd);
}

void append_framing(std::string& out, BodyFraming framing, std::uint64_t content_length) {
  if (framing == BodyFraming::kChunked) out += "Transfer-Encoding: chunked\r\n";
  if (framing != BodyFraming::kSized) return;
  out += "Content-Length: ";
  http::append_decimal(out, content_length);
  out += kLineEnd;
}

bool is_content_length(std::string_view name) {
  return name.size() == 14 && equals_ignoring_case(name, "content-length");
}

// Fields by which somebody in front of us might say who the client is; nobody trustworthy is in front of us.
bool is_forwarding(std::string_view name) {
  switch (name.size()) {
    case 9:
      return equals_ignoring_case(name, "forwarded") || equals_ignoring_case(name, "x-real-ip");
    case 15:
      return equals_ignoring_case(name, "x-forwarded-for");
    case 16:
      return equals_ignoring_case(name, "x-forwarded-host") || equals_ignoring_case(name, "x-forwarded-port");
    case 17:
      return equals_ignoring_case(name, "x-forwarded-proto");
    default:
      return false;
  }
}

// One less than it says, but no number that might overflow somewhere.
void append_max_forwards(std::string& out, std::string_view value) {
  unsigned hops = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), hops);
  if (parsed.ec == std::errc::invalid_argument) return;
  if (parsed.ec == std::errc::result_out_of_range || hops > kMostHops) hops = kMostHops;
  out += "Max-Forwards: ";
  http::append_decimal(out, hops == 0 ? 0 : hops - 1);
  out += kLineEnd;
}

bool is_max_forwards(std::string_view name) {
  return name.size() == 12 && equals_ignoring_case(name, "max-forwards");
}

bool is_host(std::string_view name) {
  return name.size() == 4 && equals_ignoring_case(name, "host");
}

bool is_date(std::string_view name) {
  return name.size() == 4 && equals_ignoring_case(name, "date");
}

std::string_view connection_line(ResponseShape::Connection connection) {
  switch (connection) {
    case ResponseShape::Connection::kKeepAliveSaid:
      return "Connection: keep-alive\r\n";
    case ResponseShape::Connection::kClose:
      return "Connection: close\r\n";
    case ResponseShape::Connection::kUpgrade:
      return "Connection: Upgrade\r\n";
    case ResponseShape::Connection::kKeepAlive:
      break;
  }
  return {};
}

}  // namespace

std::string make_forwarded_lines(const net::Endpoint& client, Scheme scheme, std::uint16_t port) {
  return fmt::format("X-Forwarded-For: {}\r\nX-Forwarded-Proto: {}\r\nX-Forwarded-Port: {}\r\n", client.address,
                     scheme == Scheme::kHttps ? "https" : "http", port);
}

std::string_view find_tunnel_protocol(const http::MessageHead& request) {
  if (!request.upgrade || request.framing != BodyFraming::kNone || request.minor_version == 0) return {};
  const http::FieldView* const field = request.find("upgrade");
  if (field == nullptr || base::ascii_lower(field->value).find("h2c") != std::string::npos) return {};
  return field->value;
}

bool obeys_max_forwards(std::string_view method) {
  return method == "OPTIONS" || method == "TRACE";
}

void append_request_head(std::string& out, const http::MessageHead& request, const RequestTarget& target,
                         std::string_view forwarded_lines, std::string_view tunnel_protocol) {
  out.append(request.method).append(target.lacks_leading_slash ? " /" : " ").append(target.origin_form);
  out += " HTTP/1.1\r\nHost: ";
  out.append(target.host_field).append(kLineEnd);
  const ConnectionOptions options(request.fields);
  const bool counts_hops = obeys_max_forwards(request.method);
  bool is_client_trusted = false;
  for (const http::FieldView& field : request.fields) {
    if (is_forwarding(field.name)) {
      is_client_trusted = mutant_active(Mutant::kForwardedFieldsTrusted);
      if (is_client_trusted) append_line(out, field);
      continue;
    }
    if (is_host(field.name) || is_hop_by_hop(field.name) || is_content_length(field.name) || options.name(field.name)) {
      continue;
    }
    if (counts_hops && is_max_forwards(field.name)) {
      append_max_forwards(out, field.value);
    } else {
      append_line(out, field);
    }
  }
  if (!is_client_trusted && !mutant_active(Mutant::kForwardedFieldsLost)) {
    out += forwarded_lines;
    if (!target.host_field.empty()) out.append("X-Forwarded-Host: ").append(target.host_field).append(kLineEnd);
  }
  out += request.minor_version == 0 ? "Via: 1.0 gauntlet-reference\r\n" : "Via: 1.1 gauntlet-reference\r\n";
  append_framing(out, request.framing, request.content_length);
  if (!tunnel_protocol.empty()) {
    out.append("Connection: Upgrade\r\nUpgrade: ").append(tunnel_protocol).append(kLineEnd);
  }
  out += kLineEnd;
}

void append_response_head(std::string& out, const http::MessageHead& response, const ResponseShape& shape) {
  http::append_status_line(out, static_cast<int>(response.status), response.reason);
  const bool is_upgrade = shape.connection == ResponseShape::Connection::kUpgrade;
  // What a HEAD or a 304 says of the body that is not there is kept; a 204 and a tunnel have none (RFC 9110 8.6).
  const bool keeps_length = shape.framing == BodyFraming::kNone && response.status != 204 && response.status / 100 != 1;
  bool has_date = false;
  const ConnectionOptions options(response.fields);
  for (const http::FieldView& field : response.fields) {
    if (is_content_length(field.name)) {
      if (keeps_length) append_line(out, field);
      continue;
    }
    const bool is_kept_upgrade = is_upgrade && equals_ignoring_case(field.name, "upgrade");
    if (!is_kept_upgrade && (is_hop_by_hop(field.name) || options.name(field.name))) continue;
    has_date |= is_date(field.name);
    append_line(out, field);
  }
  // RFC 9110 6.6.1: a recipient with a clock adds it.
  if (!has_date && !is_upgrade) http::append_field(out, "Date", http::http_date_now());
  append_framing(out, shape.framing, response.content_length);
  out.append(connection_line(shape.connection)).append(kLineEnd);
}

void append_interim_head(std::string& out, const http::MessageHead& response) {
  http::append_status_line(out, static_cast<int>(response.status), response.reason);
  const ConnectionOptions options(response.fields);
  for (const http::FieldView& field : response.fields) {
    if (!is_hop_by_hop(field.name) && !is_content_length(field.name) && !options.name(field.name)) {
      append_line(out, field);
    }
  }
  out += kLineEnd;
}

}  // namespace gauntlet::reference
