// Users: who the server knows, and by what: bearer tokens, some bound to a ServiceAccount, and client certificates.
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/base/namespaced_name.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

inline constexpr std::string_view kAnonymous = "system:anonymous";

struct User {
  std::string name;
  std::vector<std::string> groups;

  friend bool operator==(const User&, const User&) = default;
};

// With the groups that the name alone puts a user in: authenticated or not, and those of service accounts, which are
// called system:serviceaccount:NAMESPACE:NAME (Kubernetes documentation, "Authenticating").
User user_named(std::string name);
std::string service_account_user(const base::NamespacedName& account);

// Ends with the ServiceAccount of this uid, and at a time of its own.
struct TokenBinding {
  base::NamespacedName account;
  std::string account_uid;
  base::WallTime expires;
};

class Users {
 public:
  struct Token {
    User user;
    std::optional<TokenBinding> binding;  // nullopt: good for ever
  };

  // Random, and the same for the same user.
  const std::string& token_of(const std::string& user);
  // The token is nobody's from now on; the next one is another.
  void revoke_token_of(const std::string& user);
  void add_bound_token(std::string token, TokenBinding binding);
  // Of an Authorization field; nullptr: none, or none that we gave. Whether its binding still holds is not looked at.
  const Token* find(std::string_view authorization) const;

  // `fingerprint` as TlsIdentity::fingerprint. The groups are those of the certificate.
  void add_certificate(std::string fingerprint, User user);
  const User* find_certificate(std::string_view fingerprint) const;  // nullptr: none of ours

 private:
  std::map<std::string, std::string> token_by_user_;
  std::map<std::string, Token, std::less<>> tokens_;
  std::map<std::string, User, std::less<>> certificates_;
};

}  // namespace gauntlet::fakeapiserver
