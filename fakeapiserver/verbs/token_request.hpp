// serviceaccounts/NAME/token: a bearer token for a ServiceAccount (authentication.k8s.io/v1 TokenRequest).
#pragma once

#include "fakeapiserver/users.hpp"
#include "fakeapiserver/verbs/call.hpp"

namespace gauntlet::fakeapiserver {

Answer request_token(ControlPlane& plane, Users& users, const Call& call);

}  // namespace gauntlet::fakeapiserver
