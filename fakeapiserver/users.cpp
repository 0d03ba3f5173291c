#include "fakeapiserver/users.hpp"

#include "foundation/base/text.hpp"

#include <fmt/format.h>

#include <random>

namespace gauntlet::fakeapiserver {

const std::string& Users::token_of(const std::string& user) {
  const auto known = token_by_user_.find(user);
  if (known != token_by_user_.end()) return known->second;
  std::random_device random;
  std::string token = "gauntlet.";
  for (int i = 0; i < 8; ++i) token += fmt::format("{:08x}", random());
  user_by_token_.emplace(token, user);
  return token_by_user_.emplace(user, std::move(token)).first->second;
}

std::optional<std::string> Users::find(std::string_view authorization) const {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() < kScheme.size() ||
      !base::equals_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) {
    return std::nullopt;
  }
  const auto found = user_by_token_.find(base::trim(authorization.substr(kScheme.size())));
  return found == user_by_token_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace gauntlet::fakeapiserver
