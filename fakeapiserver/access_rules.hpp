// AccessRules: who may do what. Everybody may do everything but what a rule denies: for tests of controllers that lack
// a permission. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

// What somebody wants to do, as authorization.k8s.io/v1 ResourceAttributes name it.
struct AccessAttributes {
  std::string verb;  // "list"
  std::string group;
  std::string resource;  // plural
  std::string subresource;
  std::string namespace_;
  std::string name;
};

// Empty members match everything.
struct DenyRule {
  std::string user;
  std::string verb;
  std::string resource;
  std::string namespace_;
};

class AccessRules {
 public:
  void deny(DenyRule rule) { rules_.push_back(std::move(rule)); }
  void clear() { rules_.clear(); }
  bool allows(std::string_view user, const AccessAttributes& attributes) const;

 private:
  std::vector<DenyRule> rules_;
};

// `User "u" cannot list resource "pods" in API group "" in the namespace "n"`.
std::string denial_text(std::string_view user, const AccessAttributes& attributes);

}  // namespace gauntlet::fakeapiserver
