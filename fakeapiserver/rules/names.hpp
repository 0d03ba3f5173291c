// Names: the syntaxes that the API asks of names, labels, ports and addresses (apimachinery, util/validation). Each
// check gives the API's complaints; empty: fine. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

using Complaints = std::vector<std::string>;

Complaints check_dns1123_subdomain(std::string_view value);
Complaints check_dns1123_label(std::string_view value);
Complaints check_dns1035_label(std::string_view value);
// "*.foo.com".
Complaints check_wildcard_dns1123_subdomain(std::string_view value);
// "example.com/name" or "name": keys of labels and annotations, finalizers.
Complaints check_qualified_name(std::string_view value);
Complaints check_label_value(std::string_view value);
// IANA service name (RFC 6335 5.1): "http".
Complaints check_port_name(std::string_view value);
Complaints check_port_number(std::int64_t value);
// Keys of ConfigMap and Secret data.
Complaints check_config_key(std::string_view value);
// What may stand as one element of a URL path.
Complaints check_path_segment(std::string_view value);

bool is_ip_address(std::string_view value);
// Dotted decimal to a number, nullopt for anything else.
std::optional<std::uint32_t> parse_ipv4(std::string_view value);
std::string format_ipv4(std::uint32_t address);
bool is_ipv6(std::string_view value);

}  // namespace gauntlet::fakeapiserver
