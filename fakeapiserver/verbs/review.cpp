#include "fakeapiserver/verbs/review.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/authentication.hpp"
#include "fakeapiserver/verbs/object_writer.hpp"
#include "fakeapiserver/verbs/request_body.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

Json user_info(const User& user) {
  return {{"username", user.name}, {"groups", user.groups}};
}

Json access_status(const AccessRules& rules, std::string_view user, const Json& spec) {
  const Json& asked = member(spec, "resourceAttributes");
  if (asked.is_null()) return {{"allowed", true}};
  const auto text = [&](const char* key) { return std::string(string_member(asked, key)); };
  const AccessAttributes attributes{text("verb"),        text("group"),     text("resource"),
                                    text("subresource"), text("namespace"), text("name")};
  if (rules.allows(user, attributes)) return {{"allowed", true}};
  return {{"allowed", false}, {"reason", denial_text(user, attributes)}};
}

Json everything_rule() {
  const Json all = Json::array({"*"});
  return {{"resourceRules", Json::array({{{"verbs", all}, {"apiGroups", all}, {"resources", all}}})},
          {"nonResourceRules", Json::array({{{"verbs", all}, {"nonResourceURLs", all}}})},
          {"incomplete", false}};
}

Json token_status(const ApiService& service, const Json& spec) {
  const Users::Token* const token = service.users.find("Bearer " + std::string(string_member(spec, "token")));
  if (!token || !is_still_good(service, *token)) {
    return {{"user", Json::object()}, {"error", "invalid bearer token"}};
  }
  return {{"authenticated", true}, {"user", user_info(token->user)}};
}

Json status_of(const ApiService& service, const User& user, const Call& call, const Json& spec) {
  const std::string_view kind = call.row.type.kind;
  if (kind == "SelfSubjectAccessReview") return access_status(service.access_rules, user.name, spec);
  if (kind == "SelfSubjectRulesReview") return everything_rule();
  if (kind == "TokenReview") return token_status(service, spec);
  if (kind == "SelfSubjectReview") return {{"userInfo", user_info(user)}};
  return access_status(service.access_rules, string_member(spec, "user"), spec);
}

}  // namespace

Answer review(const ApiService& service, const User& user, const Call& call) {
  std::vector<std::string> duplicate_fields;
  auto body = read_body(call.content_type, call.body, expected_kind(call.row), duplicate_fields);
  if (!body) return status_answer(body.failure());
  std::vector<std::string> unknown_fields;
  auto object = decode_as(call.row, std::move(*body), unknown_fields);
  if (!object) return status_answer(object.failure());
  (*object)["status"] = status_of(service, user, call, member(*object, "spec"));
  return json_answer(201, *object);
}

}  // namespace gauntlet::fakeapiserver
