#include "fakeapiserver/rules/names.hpp"

#include "foundation/base/text.hpp"
#include "foundation/net/endpoint.hpp"

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower_alphanumeric(char c) {
  return is_lower(c) || is_digit(c);
}
bool is_alphanumeric(char c) {
  return is_lower_alphanumeric(c) || (c >= 'A' && c <= 'Z');
}

// [a-z0-9]([-a-z0-9]*[a-z0-9])?
bool is_label_shape(std::string_view text) {
  return !text.empty() && is_lower_alphanumeric(text.front()) && is_lower_alphanumeric(text.back()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_lower_alphanumeric(c) || c == '-'; });
}

bool is_subdomain_shape(std::string_view text) {
  const auto labels = base::split(text, '.');
  return std::all_of(labels.begin(), labels.end(), is_label_shape);
}

// ([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]
bool is_qualified_part(std::string_view text) {
  return !text.empty() && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

std::string too_long(std::size_t most) {
  return "must be no more than " + std::to_string(most) + " characters";
}

// The words for the parts of labels differ.
std::string too_many_bytes(std::size_t most) {
  return "must be no more than " + std::to_string(most) + " bytes";
}

constexpr std::string_view kSubdomainComplaint =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
constexpr std::string_view kLabelComplaint =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
    "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
constexpr std::string_view kDns1035Complaint =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
    "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
    "'[a-z]([-a-z0-9]*[a-z0-9])?')";
constexpr std::string_view kWildcardComplaint =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of "
    "lower "
    "case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used "
    "for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
constexpr std::string_view kQualifiedComplaint =
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
    "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
constexpr std::string_view kLabelValueComplaint =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

}  // namespace

Complaints check_dns1123_subdomain(std::string_view value) {
  Complaints complaints;
  if (value.size() > 253) complaints.push_back(too_long(253));
  if (!is_subdomain_shape(value)) complaints.emplace_back(kSubdomainComplaint);
  return complaints;
}

Complaints check_dns1123_label(std::string_view value) {
  Complaints complaints;
  if (value.size() > 63) complaints.push_back(too_long(63));
  if (!is_label_shape(value)) complaints.emplace_back(kLabelComplaint);
  return complaints;
}

Complaints check_dns1035_label(std::string_view value) {
  Complaints complaints;
  if (value.size() > 63) complaints.push_back(too_long(63));
  if (!is_label_shape(value) || !is_lower(value.front())) complaints.emplace_back(kDns1035Complaint);
  return complaints;
}

Complaints check_wildcard_dns1123_subdomain(std::string_view value) {
  Complaints complaints;
  if (value.size() > 253) complaints.push_back(too_long(253));
  if (!value.starts_with("*.") || !is_subdomain_shape(value.substr(2))) complaints.emplace_back(kWildcardComplaint);
  return complaints;
}

Complaints check_qualified_name(std::string_view value) {
  Complaints complaints;
  std::string_view name = value;
  const auto slash = value.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view prefix = value.substr(0, slash);
    name = value.substr(slash + 1);
    if (name.find('/') != std::string_view::npos) {
      complaints.push_back("a valid label key " + std::string(kQualifiedComplaint.substr(10)) +
                           " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
      return complaints;
    }
    if (prefix.empty()) complaints.emplace_back("prefix part must be non-empty");
    if (prefix.size() > 253) complaints.push_back("prefix part " + too_many_bytes(253));
    if (!prefix.empty() && !is_subdomain_shape(prefix)) {
      complaints.push_back("prefix part " + std::string(kSubdomainComplaint));
    }
  }
  if (name.empty()) complaints.emplace_back("name part must be non-empty");
  if (name.size() > 63) complaints.push_back("name part " + too_many_bytes(63));
  if (!is_qualified_part(name)) complaints.emplace_back(kQualifiedComplaint);
  return complaints;
}

Complaints check_label_value(std::string_view value) {
  Complaints complaints;
  if (value.size() > 63) complaints.push_back(too_many_bytes(63));
  if (!value.empty() && !is_qualified_part(value)) complaints.emplace_back(kLabelValueComplaint);
  return complaints;
}

Complaints check_port_name(std::string_view value) {
  Complaints complaints;
  if (value.size() > 15) complaints.emplace_back("must be no more than 15 characters");
  if (!std::all_of(value.begin(), value.end(), [](char c) { return is_lower_alphanumeric(c) || c == '-'; })) {
    complaints.emplace_back("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  }
  if (!std::any_of(value.begin(), value.end(), is_lower)) {
    complaints.emplace_back("must contain at least one letter (a-z)");
  }
  if (value.find("--") != std::string_view::npos) complaints.emplace_back("must not contain consecutive hyphens");
  if (!value.empty() && (value.front() == '-' || value.back() == '-')) {
    complaints.emplace_back("must not begin or end with a hyphen");
  }
  return complaints;
}

Complaints check_port_number(std::int64_t value) {
  if (value >= 1 && value <= 65535) return {};
  return {"must be between 1 and 65535, inclusive"};
}

Complaints check_config_key(std::string_view value) {
  Complaints complaints;
  if (value.size() > 253) complaints.push_back(too_long(253));
  const bool fits = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
  });
  if (!fits) {
    complaints.emplace_back(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME', "
        " or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
  }
  if (value == "." || value == "..") {
    complaints.push_back("must not be '" + std::string(value) + "'");
  } else if (value.starts_with("..")) {
    complaints.emplace_back("must not start with '..'");
  }
  return complaints;
}

Complaints check_path_segment(std::string_view value) {
  if (value == "." || value == "..") return {"may not be '" + std::string(value) + "'"};
  Complaints complaints;
  if (value.find('/') != std::string_view::npos) complaints.emplace_back("may not contain '/'");
  if (value.find('%') != std::string_view::npos) complaints.emplace_back("may not contain '%'");
  return complaints;
}

std::optional<std::uint32_t> parse_ipv4(std::string_view value) {
  std::uint32_t address = 0;
  const auto parts = base::split(value, '.');
  if (parts.size() != 4) return std::nullopt;
  for (std::string_view part : parts) {
    unsigned long long number = 0;
    // As of old, zeros may stand in front; new fields of the API want none.
    if (!base::parse_decimal(part, number) || number > 255) return std::nullopt;
    address = address << 8 | static_cast<std::uint32_t>(number);
  }
  return address;
}

std::string format_ipv4(std::uint32_t address) {
  return std::to_string(address >> 24) + "." + std::to_string(address >> 16 & 255) + "." +
         std::to_string(address >> 8 & 255) + "." + std::to_string(address & 255);
}

bool is_ipv6(std::string_view value) {
  if (value.find(':') == std::string_view::npos) return false;
  return net::Endpoint::parse("[" + std::string(value) + "]:1").ok();
}

bool is_ip_address(std::string_view value) {
  return parse_ipv4(value).has_value() || is_ipv6(value);
}

}  // namespace gauntlet::fakeapiserver
