#include "fakeapiserver/users.hpp"

#include "fakeapiserver/service_account_token.hpp"
#include "foundation/base/text.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

constexpr std::string_view kAccountPrefix = "system:serviceaccount:";

std::optional<base::NamespacedName> account_of(std::string_view user) {
  if (!user.starts_with(kAccountPrefix)) return std::nullopt;
  const auto parts = base::split(user.substr(kAccountPrefix.size()), ':');
  if (parts.size() != 2 || parts[0].empty() || parts[1].empty()) return std::nullopt;
  return base::NamespacedName{std::string(parts[0]), std::string(parts[1])};
}

}  // namespace

User user_named(std::string name) {
  if (name == kAnonymous) return {std::move(name), {"system:unauthenticated"}};
  const auto account = account_of(name);
  if (!account) return {std::move(name), {"system:authenticated"}};
  return {std::move(name),
          {"system:serviceaccounts", "system:serviceaccounts:" + account->namespace_, "system:authenticated"}};
}

std::string service_account_user(const base::NamespacedName& account) {
  return std::string(kAccountPrefix) + account.namespace_ + ":" + account.name;
}

const std::string& Users::token_of(const std::string& user) {
  const auto known = token_by_user_.find(user);
  if (known != token_by_user_.end()) return known->second;
  const auto account = account_of(user);
  std::string token = account ? make_account_token(user, {{"namespace", account->namespace_}}, kube::Json::object())
                              : make_opaque_token();
  tokens_.emplace(token, Token{user_named(user), std::nullopt});
  return token_by_user_.emplace(user, std::move(token)).first->second;
}

void Users::revoke_token_of(const std::string& user) {
  const auto known = token_by_user_.find(user);
  if (known == token_by_user_.end()) return;
  tokens_.erase(known->second);
  token_by_user_.erase(known);
}

void Users::add_bound_token(std::string token, TokenBinding binding) {
  User user = user_named(service_account_user(binding.account));
  tokens_.insert_or_assign(std::move(token), Token{std::move(user), std::move(binding)});
}

const Users::Token* Users::find(std::string_view authorization) const {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() < kScheme.size() ||
      !base::equals_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) {
    return nullptr;
  }
  const auto found = tokens_.find(base::trim(authorization.substr(kScheme.size())));
  return found == tokens_.end() ? nullptr : &found->second;
}

void Users::add_certificate(std::string fingerprint, User user) {
  certificates_.insert_or_assign(std::move(fingerprint), std::move(user));
}

const User* Users::find_certificate(std::string_view fingerprint) const {
  const auto found = certificates_.find(fingerprint);
  return found == certificates_.end() ? nullptr : &found->second;
}

}  // namespace gauntlet::fakeapiserver
