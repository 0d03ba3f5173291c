#include "fakeapiserver/access_rules.hpp"

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

bool matches(std::string_view wanted, std::string_view value) {
  return wanted.empty() || wanted == value;
}

}  // namespace

bool AccessRules::allows(std::string_view user, const AccessAttributes& attributes) const {
  return std::none_of(rules_.begin(), rules_.end(), [&](const DenyRule& rule) {
    return matches(rule.user, user) && matches(rule.verb, attributes.verb) &&
           matches(rule.resource, attributes.resource) && matches(rule.namespace_, attributes.namespace_);
  });
}

std::string denial_text(std::string_view user, const AccessAttributes& attributes) {
  std::string text =
      "User \"" + std::string(user) + "\" cannot " + attributes.verb + " resource \"" + attributes.resource;
  if (!attributes.subresource.empty()) text += "/" + attributes.subresource;
  text += "\" in API group \"" + attributes.group + "\"";
  return text + (attributes.namespace_.empty() ? " at the cluster scope"
                                               : " in the namespace \"" + attributes.namespace_ + "\"");
}

}  // namespace gauntlet::fakeapiserver
