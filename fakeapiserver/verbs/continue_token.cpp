#include "fakeapiserver/verbs/continue_token.hpp"

#include "foundation/kube/base64.hpp"
#include "foundation/kube/object.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::fakeapiserver {

using kube::Json;

std::string write_continue_token(const ContinueToken& token) {
  const Json json = {{"v", "meta.k8s.io/v1"},
                     {"rv", token.revision},
                     {"start", token.after.name},
                     {"namespace", token.after.namespace_}};
  std::string text = kube::base64_encode(kube::to_text(json));
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::optional<ContinueToken> read_continue_token(std::string_view text) {
  std::string padded(text);
  std::replace(padded.begin(), padded.end(), '-', '+');
  std::replace(padded.begin(), padded.end(), '_', '/');
  while (padded.size() % 4 != 0) padded += '=';
  const auto bytes = kube::base64_decode(padded);
  if (!bytes) return std::nullopt;
  const auto json = kube::parse_json(*bytes);
  if (!json) return std::nullopt;
  const Json& revision = kube::member(*json, "rv");
  const Json& start = kube::member(*json, "start");
  if (!revision.is_number_unsigned() || !start.is_string()) return std::nullopt;
  ContinueToken token;
  token.revision = revision.get<std::uint64_t>();
  token.after = {std::string(kube::string_member(*json, "namespace")), start.get<std::string>()};
  return token;
}

}  // namespace gauntlet::fakeapiserver
