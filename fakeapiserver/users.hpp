// Users: who a bearer token belongs to.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gauntlet::fakeapiserver {

inline constexpr std::string_view kAnonymous = "system:anonymous";

class Users {
 public:
  // Random, and the same for the same user.
  const std::string& token_of(const std::string& user);
  // Of an Authorization field; nullopt: none, or none that we gave.
  std::optional<std::string> find(std::string_view authorization) const;

 private:
  std::map<std::string, std::string> token_by_user_;
  std::map<std::string, std::string, std::less<>> user_by_token_;
};

}  // namespace gauntlet::fakeapiserver
