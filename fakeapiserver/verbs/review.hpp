// Reviews: questions that are POSTed and answered at once, never stored (authorization.k8s.io/v1,
// authentication.k8s.io/v1).
#pragma once

#include "fakeapiserver/api_service.hpp"
#include "fakeapiserver/verbs/call.hpp"

namespace gauntlet::fakeapiserver {

// `user` asks.
Answer review(const ApiService& service, const User& user, const Call& call);

}  // namespace gauntlet::fakeapiserver
