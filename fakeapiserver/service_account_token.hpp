// Bearer tokens. Those of service accounts look like the JSON web tokens (RFC 7519) that a cluster issues, for programs
// that read who they are out of them; nobody can check the signature, and the server takes every token as a whole.
#pragma once

#include "foundation/kube/object.hpp"

#include <string>
#include <string_view>

namespace gauntlet::fakeapiserver {

inline constexpr std::string_view kTokenIssuer = "https://kubernetes.default.svc.cluster.local";

std::string make_opaque_token();
// `subject` is the user; `cluster_claims` stand under "kubernetes.io"; `claims` are further ones (exp, aud).
std::string make_account_token(const std::string& subject, const kube::Json& cluster_claims, const kube::Json& claims);

}  // namespace gauntlet::fakeapiserver
