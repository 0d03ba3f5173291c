// Url: what Kubernetes clients and check lines need of RFC 3986.
#pragma once

#include "foundation/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::http {

struct Url {
  std::string scheme;      // lower case
  std::string host;        // as written, without brackets and port
  std::uint16_t port = 0;  // the scheme's default where none is written
  bool port_written = false;
  std::string target;  // path and query as written, "/" at least
};

// http and https only; kInvalid says what is wrong.
base::Result<Url> parse_url(std::string_view text);

struct QueryParameter {
  std::string name;
  std::string value;
};

struct Target {
  std::string_view path;   // up to '?', undecoded
  std::string_view query;  // behind it, undecoded
};
Target split_target(std::string_view target);
// "a=1&b=x%20y" decoded; '+' is a blank. kBadRequest on a broken escape.
base::Result<std::vector<QueryParameter>> parse_query(std::string_view query);
// %XX decoded; kBadRequest on a broken escape.
base::Result<std::string> percent_decode(std::string_view text);
// Everything but unreserved characters is escaped.
std::string percent_encode(std::string_view text);

}  // namespace gauntlet::http
