#include "foundation/http/url.hpp"

#include "foundation/base/text.hpp"

#include <algorithm>

namespace gauntlet::http {
namespace {

enum class PlusSign { kLiteral, kBlank };

bool is_unreserved(char c) {  // RFC 3986 2.3
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

base::Result<std::string> decode(std::string_view text, PlusSign plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == PlusSign::kBlank) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return base::Error(base::Reason::kBadRequest, "invalid URL escape \"" + std::string(text.substr(i, 3)) + "\"");
      }
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return decoded;
}

base::Error invalid(std::string_view text, std::string_view why) {
  return {base::Reason::kInvalid, "\"" + std::string(text) + "\" is not a URL we can use: " + std::string(why)};
}

bool is_ipv6_text(std::string_view host) {
  return host.find(':') != std::string_view::npos &&
         host.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

bool is_name_text(std::string_view host) {
  // reg-name of RFC 3986 3.2.2 without escapes, which no Kubernetes host carries.
  return std::all_of(host.begin(), host.end(), [](char c) { return is_unreserved(c) || c == '*'; });
}

}  // namespace

base::Result<Url> parse_url(std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return invalid(text, "it does not begin with http:// or https://");
  Url url;
  url.scheme = base::ascii_lower(text.substr(0, scheme_end));
  if (url.scheme != "http" && url.scheme != "https") return invalid(text, "the scheme is neither http nor https");
  url.port = url.scheme == "https" ? 443 : 80;

  const std::string_view rest = text.substr(scheme_end + 3);
  const auto authority_end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view authority = rest.substr(0, authority_end);
  if (authority.find('@') != std::string_view::npos) return invalid(text, "user information is not supported");

  std::string_view port;
  if (authority.starts_with('[')) {
    const auto bracket = authority.find(']');
    if (bracket == std::string_view::npos) return invalid(text, "the bracket around the address is not closed");
    url.host = authority.substr(1, bracket - 1);
    if (!is_ipv6_text(url.host)) return invalid(text, "what stands in brackets is not an IPv6 address");
    port = authority.substr(bracket + 1);
    if (!port.empty() && !port.starts_with(':')) return invalid(text, "only a port may follow the bracket");
  } else {
    const auto colon = std::min(authority.find(':'), authority.size());
    url.host = authority.substr(0, colon);
    if (url.host.empty()) return invalid(text, "the host is missing");
    if (!is_name_text(url.host)) return invalid(text, "the host holds a character that no host may hold");
    port = authority.substr(colon);
  }
  if (port.size() > 1) {
    unsigned long long number = 0;
    if (!base::parse_decimal(port.substr(1), number) || number == 0 || number > 65535) {
      return invalid(text, "the port is not a number from 1 to 65535");
    }
    url.port = static_cast<std::uint16_t>(number);
    url.port_written = true;
  }

  std::string_view target = rest.substr(authority_end);
  target = target.substr(0, target.find('#'));  // the fragment is never sent (RFC 9110 7.1)
  const auto is_control_or_blank = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; };
  if (std::any_of(target.begin(), target.end(), is_control_or_blank)) {
    return invalid(text, "blanks and control characters must be escaped");
  }
  if (!target.starts_with('/')) url.target = "/";
  url.target += target;
  return url;
}

Target split_target(std::string_view target) {
  const auto mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

base::Result<std::vector<QueryParameter>> parse_query(std::string_view query) {
  std::vector<QueryParameter> parameters;
  for (const std::string_view part : base::split(query, '&')) {
    if (part.empty()) continue;
    const auto equals = std::min(part.find('='), part.size());
    auto name = decode(part.substr(0, equals), PlusSign::kBlank);
    if (!name.ok()) return name.error();
    auto value = decode(equals < part.size() ? part.substr(equals + 1) : std::string_view(), PlusSign::kBlank);
    if (!value.ok()) return value.error();
    parameters.push_back({std::move(*name), std::move(*value)});
  }
  return parameters;
}

base::Result<std::string> percent_decode(std::string_view text) {
  return decode(text, PlusSign::kLiteral);
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return encoded;
}

}  // namespace gauntlet::http
