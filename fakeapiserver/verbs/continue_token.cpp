#include "fakeapiserver/verbs/continue_token.hpp"

#include "foundation/kube/base64.hpp"
#include "foundation/kube/object.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace gauntlet::fakeapiserver {

using kube::Json;

namespace {

constexpr std::string_view kFormat = "meta.k8s.io/v1";

base::Error invalid_key(const std::string& why) {
  return {base::Reason::kBadRequest, "continue key is not valid" + why};
}

// Where Go's base64.RawURLEncoding gives up: at the first byte that is none, or at one left over at the end.
std::optional<std::size_t> illegal_base64_byte(std::string_view text) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const auto at = text.find_first_not_of(kAlphabet);
  if (at != std::string_view::npos) return at;
  if (text.size() % 4 == 1) return text.size() - 1;
  return std::nullopt;
}

// Go's words about the first character, which is what is wrong with a token made up by somebody.
std::string complain_about_json(std::string_view bytes) {
  const auto first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "unexpected end of JSON input";
  const auto c = static_cast<unsigned char>(bytes[first]);
  if (std::string_view("{[\"-tfn0123456789").find(bytes[first]) != std::string_view::npos) return "not JSON";
  std::string quoted = fmt::format("{}", bytes[first]);
  if (bytes[first] == '\'') quoted = "\\'";
  if (c < 0x20 || c == 0x7f) quoted = fmt::format("\\x{:02x}", c);
  if (c >= 0x80) quoted = fmt::format("\\u{:04x}", c);
  if (c >= 0xa1) quoted = {static_cast<char>(0xc0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3f))};
  return fmt::format("invalid character '{}' looking for beginning of value", quoted);
}

}  // namespace

std::string write_continue_token(const ContinueToken& token) {
  const Json json = {
      {"v", kFormat}, {"rv", token.revision}, {"start", token.after.name}, {"namespace", token.after.namespace_}};
  std::string text = kube::base64_encode(kube::to_text(json));
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

base::Result<ContinueToken> read_continue_token(std::string_view text) {
  if (const auto at = illegal_base64_byte(text))
    return invalid_key(": illegal base64 data at input byte " + std::to_string(*at));
  std::string padded(text);
  std::replace(padded.begin(), padded.end(), '-', '+');
  std::replace(padded.begin(), padded.end(), '_', '/');
  while (padded.size() % 4 != 0) padded += '=';
  const auto bytes = kube::base64_decode(padded);
  if (!bytes) return invalid_key("");
  const auto json = kube::parse_json(*bytes);
  if (!json) return invalid_key(": " + complain_about_json(*bytes));
  if (kube::string_member(*json, "v") != kFormat) {
    return invalid_key(": server does not recognize this encoded version " +
                       std::string(kube::string_member(*json, "v")));
  }
  const Json& revision = kube::member(*json, "rv");
  const Json& start = kube::member(*json, "start");
  if (!revision.is_number_unsigned()) {
    return invalid_key(": incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
  }
  if (!start.is_string()) return invalid_key(": encoded start key empty (version meta.k8s.io/v1)");
  ContinueToken token;
  token.revision = revision.get<std::uint64_t>();
  token.after = {std::string(kube::string_member(*json, "namespace")), start.get<std::string>()};
  return token;
}

}  // namespace gauntlet::fakeapiserver
