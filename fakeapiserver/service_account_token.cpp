#include "fakeapiserver/service_account_token.hpp"

#include "foundation/kube/base64.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <random>

namespace gauntlet::fakeapiserver {
namespace {

// RFC 4648 section 5, without padding.
std::string base64url(std::string_view bytes) {
  std::string text = kube::base64_encode(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::string random_hex() {
  std::random_device random;
  std::string text;
  for (int i = 0; i < 8; ++i) text += fmt::format("{:08x}", random());
  return text;
}

}  // namespace

std::string make_opaque_token() {
  return "gauntlet." + random_hex();
}

std::string make_account_token(const std::string& subject, const kube::Json& cluster_claims, const kube::Json& claims) {
  const kube::Json header = {{"alg", "HS256"}, {"typ", "JWT"}};
  kube::Json payload = claims.is_object() ? claims : kube::Json::object();
  payload["iss"] = kTokenIssuer;
  payload["sub"] = subject;
  payload["kubernetes.io"] = cluster_claims;
  return base64url(kube::to_text(header)) + "." + base64url(kube::to_text(payload)) + "." + base64url(random_hex());
}

}  // namespace gauntlet::fakeapiserver
