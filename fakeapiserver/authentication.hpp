// Who asks: the first stage of a request (Kubernetes documentation, "Authenticating" and "User impersonation").
#pragma once

#include "fakeapiserver/api_service.hpp"
#include "fakeapiserver/outcome.hpp"
#include "fakeapiserver/users.hpp"
#include "foundation/http/server.hpp"

namespace gauntlet::fakeapiserver {

// kCredentials: a client certificate or a bearer token; without either it is nobody in particular. kNone: nobody is
// asked, everybody is anonymous.
enum class Authentication { kCredentials, kNone };

// 401: credentials that are not ours, or not any more.
Outcome<User> authenticate(const ApiService& service, Authentication authentication, const http::Request& request,
                           const http::RequestContext& context);
// The same user, or whom the user asks to be taken for (Impersonate-User and its sisters). 403 where a rule denies it.
Outcome<User> impersonate(const AccessRules& rules, const User& user, const http::Headers& headers);

// Whether a token that is bound to a ServiceAccount still is good.
bool is_still_good(const ApiService& service, const Users::Token& token);

}  // namespace gauntlet::fakeapiserver
