// Reviews: questions that are POSTed and answered at once, never stored (authorization.k8s.io/v1,
// authentication.k8s.io/v1).
#pragma once

#include "fakeapiserver/access_rules.hpp"
#include "fakeapiserver/users.hpp"
#include "fakeapiserver/verbs/call.hpp"

namespace gauntlet::fakeapiserver {

struct ReviewService {
  const AccessRules& rules;
  const Users& users;
};

Answer review(const ReviewService& service, const std::string& user, const Call& call);

}  // namespace gauntlet::fakeapiserver
