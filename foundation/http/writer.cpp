#include "foundation/http/writer.hpp"

#include "foundation/base/clock.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace gauntlet::http {
namespace {

// A value from elsewhere must not start a field of its own (RFC 9110 5.5: such characters may be replaced by SP).
void append_clean(std::string& out, std::string_view text) {
  const auto from = static_cast<std::ptrdiff_t>(out.size());
  out += text;
  std::replace_if(
      out.begin() + from, out.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
}

bool has_own_framing(const Headers& headers) {
  return headers.contains("Content-Length") || headers.contains("Transfer-Encoding");
}

bool method_anticipates_content(std::string_view method) {  // RFC 9110 8.6: Content-Length even where it is 0
  return method == "POST" || method == "PUT" || method == "PATCH";
}

void append_two_digits(char*& at, unsigned value) {
  *at++ = static_cast<char>('0' + value / 10);
  *at++ = static_cast<char>('0' + value % 10);
}

// Writes exactly kDateLength characters.
constexpr std::size_t kDateLength = 29;
void write_http_date(char* at, std::chrono::sys_seconds moment) {
  constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(moment - day);
  const auto put = [&at](std::string_view text) { at = std::copy(text.begin(), text.end(), at); };
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
  put(kDays.substr(std::chrono::weekday(day).c_encoding() * 3, 3));
  put(", ");
  append_two_digits(at, static_cast<unsigned>(date.day()));
  put(" ");
  put(kMonths.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3));
  put(" ");
  append_two_digits(at, year / 100 % 100);
  append_two_digits(at, year % 100);
  put(" ");
  append_two_digits(at, static_cast<unsigned>(time.hours().count()));
  put(":");
  append_two_digits(at, static_cast<unsigned>(time.minutes().count()));
  put(":");
  append_two_digits(at, static_cast<unsigned>(time.seconds().count()));
  put(" GMT");
}

}  // namespace

std::string to_bytes(const Request& request) {
  std::string out;
  out.reserve(256 + request.body.size());
  append_clean(out, request.method);
  out += ' ';
  append_clean(out, request.target);
  out += request.minor_version == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n";
  append_fields(out, request.headers);
  if (!has_own_framing(request.headers) && (!request.body.empty() || method_anticipates_content(request.method))) {
    append_field(out, "Content-Length", std::to_string(request.body.size()));
  }
  out += "\r\n";
  out += request.body;
  return out;
}

std::string to_bytes(const Response& response, std::string_view request_method) {
  std::string out;
  append_head(out, response, request_method);
  if (allows_body(response.status, request_method)) out += response.body;
  return out;
}

bool allows_body(int status, std::string_view request_method) {
  if (status / 100 == 1 || status == 204 || status == 304) return false;
  return request_method != "HEAD" && !(request_method == "CONNECT" && status / 100 == 2);
}

void append_head(std::string& out, const Response& response, std::string_view request_method) {
  const std::size_t start = out.size();
  append_status_line(out, response.status, response.reason);
  if (response.minor_version == 0) out[start + 7] = '0';  // "HTTP/1.0"
  append_fields(out, response.headers);
  const std::string_view sized_as = request_method == "HEAD" ? "GET" : request_method;
  if (!has_own_framing(response.headers) && allows_body(response.status, sized_as)) {
    append_field(out, "Content-Length", std::to_string(response.body.size()));
  }
  out += "\r\n";
}

void append_status_line(std::string& out, int status, std::string_view reason) {
  out += "HTTP/1.1 ";
  append_decimal(out, static_cast<std::uint64_t>(status));
  out += ' ';
  append_clean(out, reason.empty() ? reason_phrase(status) : reason);
  out += "\r\n";
}

void append_fields(std::string& out, const Headers& headers) {
  for (const HeaderField& field : headers) {
    append_clean(out, field.name);
    out += ": ";
    append_clean(out, field.value);
    out += "\r\n";
  }
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

void append_decimal(std::string& out, std::uint64_t value) {
  char digits[20];
  const auto written = std::to_chars(digits, digits + sizeof(digits), value);
  out.append(digits, written.ptr);
}

void append_chunk(std::string& out, std::string_view data) {
  if (data.empty()) return;
  append_chunk_size(out, data.size());
  out += data;
  out += "\r\n";
}

void append_chunk_size(std::string& out, std::uint64_t size) {
  char digits[16];
  const auto written = std::to_chars(digits, digits + sizeof(digits), size, 16);
  out.append(digits, written.ptr);
  out += "\r\n";
}

std::string_view http_date_now() {
  thread_local std::chrono::sys_seconds shown = std::chrono::sys_seconds::min();
  thread_local char date[kDateLength];
  const auto now = std::chrono::floor<std::chrono::seconds>(base::SystemClock().wall_time());
  if (now != shown) {
    write_http_date(date, now);
    shown = now;
  }
  return {date, kDateLength};
}

}  // namespace gauntlet::http
