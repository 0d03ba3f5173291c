#include "fakeapiserver/verbs/token_request.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/request_options.hpp"
#include "fakeapiserver/service_account_token.hpp"
#include "fakeapiserver/verbs/object_writer.hpp"
#include "fakeapiserver/verbs/request_body.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr std::int64_t kUsualSeconds = 3600;
constexpr std::int64_t kFewestSeconds = 600;
constexpr std::int64_t kMostSeconds = std::int64_t{1} << 32;

const ResourceRow& token_request_row() {
  static const ResourceRow row = [] {
    ResourceRow made({{"authentication.k8s.io", "v1"}, "tokenrequests", "TokenRequest", kube::Scope::kNamespaced});
    made.schema = Schema::built_in().find("io.k8s.api.authentication.v1", "TokenRequest");
    return made;
  }();
  return row;
}

Outcome<Json> read_request(const Call& call) {
  const ResourceRow& row = token_request_row();
  std::vector<std::string> duplicate_fields;
  auto body = read_body(call.content_type, call.body, expected_kind(row), duplicate_fields);
  if (!body) return body.failure();
  std::vector<std::string> unknown_fields;
  return decode_as(row, std::move(*body), unknown_fields);
}

std::int64_t seconds_of(const Json& spec) {
  const Json& seconds = member(spec, "expirationSeconds");
  return seconds.is_number_integer() ? seconds.get<std::int64_t>() : kUsualSeconds;
}

// A request may name the account that the path names, and no other.
std::optional<kube::Status> refuse_other_account(const Call& call, const Json& request) {
  const Json& metadata = member(request, "metadata");
  const auto check = [&](const char* key, const std::string& wanted) {
    FieldErrors errors;
    const std::string_view given = string_member(metadata, key);
    if (!given.empty() && given != wanted) {
      errors.invalid(FieldPath("metadata").child(key), given,
                     "must match the service account " + std::string(key) + " if specified");
    }
    return errors;
  };
  FieldErrors errors = check("name", call.info.name);
  if (errors.empty()) errors = check("namespace", call.info.namespace_);
  if (errors.empty()) return std::nullopt;
  return invalid("TokenRequest", "authentication.k8s.io", call.info.name, errors);
}

std::optional<kube::Status> refuse_duration(std::int64_t seconds) {
  FieldErrors errors;
  if (seconds < kFewestSeconds) {
    errors.invalid_value("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
  } else if (seconds > kMostSeconds) {
    errors.invalid_value("spec.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds");
  }
  if (errors.empty()) return std::nullopt;
  return invalid("TokenRequest", "authentication.k8s.io", "", errors);
}

// A token may be bound to a Pod or a Secret, which has to be there.
std::optional<kube::Status> refuse_bound_object(const ControlPlane& plane, const Call& call, const Json& spec) {
  const Json& object = member(spec, "boundObjectRef");
  if (!object.is_object()) return std::nullopt;
  const std::string_view kind = string_member(object, "kind");
  if (kind != "Pod" && kind != "Secret") {
    const std::string version(string_member(object, "apiVersion"));
    const std::string group = version.find('/') == std::string::npos ? "/" + version : version;
    return bad_request("cannot bind token to object of type " + group + ", Kind=" + std::string(kind));
  }
  const ResourceRow& row = plane.registry().row(kind == "Pod" ? kube::resources::kPods : kube::resources::kSecrets);
  const std::string name(string_member(object, "name"));
  const VersionPtr found = plane.store().find(row.id, {call.info.namespace_, name});
  if (!found) return not_found(row.type, name);
  const std::string_view uid = string_member(object, "uid");
  if (uid.empty() || uid == found->index.uid) return std::nullopt;
  return conflict(row.type, name, "the UID in the bound object reference does not match the UID in record");
}

std::int64_t unix_seconds(base::WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

Json claims_of(ControlPlane& plane, const Json& audiences, base::WallTime now, base::WallTime expires) {
  return {{"aud", audiences},
          {"iat", unix_seconds(now)},
          {"nbf", unix_seconds(now)},
          {"exp", unix_seconds(expires)},
          {"jti", plane.make_uid()}};
}

}  // namespace

Answer request_token(ControlPlane& plane, Users& users, const Call& call) {
  auto request = read_request(call);
  if (!request) return status_answer(request.failure());
  if (const auto refusal = refuse_other_account(call, *request)) return status_answer(*refusal);
  const VersionPtr account = plane.store().find(call.row.id, call.name());
  if (!account) return status_answer(not_found(call.row.type, call.info.name));
  const Json& spec = member(*request, "spec");
  const std::int64_t seconds = seconds_of(spec);
  if (const auto refusal = refuse_duration(seconds)) return status_answer(*refusal);
  if (const auto refusal = refuse_bound_object(plane, call, spec)) return status_answer(*refusal);

  Json audiences = member(spec, "audiences");
  if (audiences.empty()) audiences = Json::array({kTokenIssuer});
  const base::WallTime now = plane.clock().wall_time();
  const base::WallTime expires = now + std::chrono::seconds(seconds);
  const Json cluster_claims = {{"namespace", call.info.namespace_},
                               {"serviceaccount", {{"name", call.info.name}, {"uid", account->index.uid}}}};
  const base::NamespacedName name = account->index.name;
  std::string token =
      make_account_token(service_account_user(name), cluster_claims, claims_of(plane, audiences, now, expires));
  Json& answer = *request;
  answer["metadata"]["name"] = call.info.name;
  answer["metadata"]["namespace"] = call.info.namespace_;
  answer["metadata"]["creationTimestamp"] = time_text(now);
  answer["spec"]["audiences"] = std::move(audiences);
  answer["spec"]["expirationSeconds"] = seconds;
  answer["status"] = {{"token", token}, {"expirationTimestamp", time_text(expires)}};
  users.add_bound_token(std::move(token), {name, account->index.uid, expires});
  return json_answer(201, answer);
}

}  // namespace gauntlet::fakeapiserver
