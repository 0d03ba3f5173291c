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

// What a server, which keeps the struct under other names, prints of a path.
std::string path_text(const Json& asked) {
  return R"({"Path":)" + quoted_text(string_member(asked, "path")) + R"(,"Verb":)" +
         quoted_text(string_member(asked, "verb")) + "}";
}

void validate_asked(const Json& spec, FieldErrors& errors) {
  const Json& path = member(spec, "nonResourceAttributes");
  const bool has_resource = spec.contains("resourceAttributes");
  if (has_resource && !path.is_null()) {
    errors.add("FieldValueInvalid", "spec.nonResourceAttributes",
               "Invalid value: " + path_text(path) + ": cannot be specified in combination with resourceAttributes");
  }
  if (!has_resource && path.is_null()) {
    errors.invalid_value("spec.resourceAttributes", Json(),
                         "exactly one of nonResourceAttributes or resourceAttributes must be specified");
  }
}

void validate_local(const Json& spec, std::string_view namespace_, FieldErrors& errors) {
  const Json& resource = member(spec, "resourceAttributes");
  const std::string_view asked = string_member(resource, "namespace");
  if (resource.is_object() && asked != namespace_) {
    errors.invalid("spec.resourceAttributes.namespace", asked, "must match metadata.namespace");
  }
  const Json& path = member(spec, "nonResourceAttributes");
  if (path.is_object()) {
    errors.add("FieldValueInvalid", "spec.nonResourceAttributes",
               "Invalid value: " + path_text(path) + ": disallowed on this kind of request");
  }
}

std::optional<kube::Status> refuse_access_review(const Call& call, const Json& object) {
  const std::string_view kind = call.row.type.kind;
  const Json& spec = member(object, "spec");
  FieldErrors errors;
  validate_asked(spec, errors);
  if (kind != "SelfSubjectAccessReview" && string_member(spec, "user").empty() && member(spec, "groups").empty()) {
    errors.invalid("spec.user", "", "at least one of user or group must be specified");
  }
  const bool is_local = kind == "LocalSubjectAccessReview";
  Json metadata = member(object, "metadata");
  if (is_local) metadata.erase("namespace");
  if (!metadata.empty()) {
    errors.invalid_value("metadata", metadata, is_local ? "must be empty except for namespace" : "must be empty");
  }
  if (is_local) validate_local(spec, call.info.namespace_, errors);
  if (errors.empty()) return std::nullopt;
  return invalid("", call.row.type.group_version.group, "", errors);  // the server knows no kind here
}

std::optional<kube::Status> refuse(const Call& call, const Json& object) {
  const std::string_view kind = call.row.type.kind;
  const Json& spec = member(object, "spec");
  if (kind == "SelfSubjectRulesReview") {
    if (string_member(spec, "namespace").empty()) return bad_request("no namespace on request");
  } else if (kind == "TokenReview") {
    if (string_member(spec, "token").empty()) {
      return bad_request("token is required for TokenReview in authentication");
    }
  } else if (kind != "SelfSubjectReview") {
    return refuse_access_review(call, object);
  }
  return std::nullopt;
}

}  // namespace

Answer review(const ApiService& service, const User& user, const Call& call) {
  std::vector<std::string> duplicate_fields;
  auto body = read_body(call.content_type, call.body, expected_kind(call.row), duplicate_fields);
  if (!body) return status_answer(body.failure());
  std::vector<std::string> unknown_fields;
  auto object = decode_as(call.row, std::move(*body), unknown_fields);
  if (!object) return status_answer(object.failure());
  if (call.row.is_namespaced()) (*object)["metadata"]["namespace"] = call.info.namespace_;
  if (const auto refusal = refuse(call, *object)) return status_answer(*refusal);
  (*object)["status"] = status_of(service, user, call, member(*object, "spec"));
  return json_answer(201, *object);
}

}  // namespace gauntlet::fakeapiserver
