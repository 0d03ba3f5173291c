#include "fakeapiserver/authentication.hpp"

#include "fakeapiserver/api_error.hpp"
#include "foundation/base/text.hpp"

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

constexpr std::string_view kImpersonate = "Impersonate-";

bool asks_for_more_than_a_name(const http::Headers& headers) {
  return std::any_of(headers.begin(), headers.end(), [](const http::HeaderField& header) {
    const std::string_view name = header.name;
    return base::equals_ignoring_case(name.substr(0, kImpersonate.size()), kImpersonate);
  });
}

}  // namespace

bool is_still_good(const ApiService& service, const Users::Token& token) {
  if (!token.binding) return true;
  const ControlPlane& plane = service.plane;
  const VersionPtr account =
      plane.store().find(plane.registry().row(kube::resources::kServiceAccounts).id, token.binding->account);
  return account && account->index.uid == token.binding->account_uid &&
         plane.clock().wall_time() < token.binding->expires;
}

Outcome<User> authenticate(const ApiService& service, Authentication authentication, const http::Request& request,
                           const http::RequestContext& context) {
  if (authentication == Authentication::kNone) return user_named(std::string(kAnonymous));
  const User* const certified = service.users.find_certificate(context.client_certificate);
  if (certified) return *certified;
  const auto authorization = request.headers.find("Authorization");
  if (authorization && !authorization->empty()) {
    const Users::Token* const token = service.users.find(*authorization);
    if (!token || !is_still_good(service, *token)) return unauthorized();
    return token->user;
  }
  if (!context.client_certificate.empty()) return unauthorized();
  return user_named(std::string(kAnonymous));
}

Outcome<User> impersonate(const AccessRules& rules, const User& user, const http::Headers& headers) {
  const auto name = headers.find("Impersonate-User");
  if (!name || name->empty()) {
    if (!asks_for_more_than_a_name(headers)) return user;
    return internal_error("requested groups, a uid or extras without impersonating a user");
  }
  AccessAttributes attributes;
  attributes.verb = "impersonate";
  attributes.resource = "users";
  attributes.name = *name;
  if (!rules.allows(user.name, attributes)) {
    return denied({"", "v1"}, "users", attributes.name, denial_text(user.name, attributes));
  }
  User taken_for = user_named(attributes.name);
  const auto groups = headers.find_all("Impersonate-Group");
  if (groups.empty()) return taken_for;
  const bool anonymous = attributes.name == kAnonymous;
  taken_for.groups.assign(groups.begin(), groups.end());
  taken_for.groups.emplace_back(anonymous ? "system:unauthenticated" : "system:authenticated");
  return taken_for;
}

}  // namespace gauntlet::fakeapiserver
